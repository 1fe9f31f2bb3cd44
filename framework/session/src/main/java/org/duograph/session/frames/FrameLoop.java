package org.duograph.session.frames;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.session.proto.NodeDef;

/** Turns one frame, inside which there are none any more, into a loop. */
final class FrameLoop implements Cut.Border {
    private final Frame frame;
    private final Map<String, NodeDef> enters = new HashMap<>();
    private final Map<String, NodeDef> variables = new LinkedHashMap<>(); // merges, by their names
    private final List<String> begins = new ArrayList<>(); // of each variable, outside
    private final List<String> nexts = new ArrayList<>(); // of each variable, inside
    private NodeDef condition;

    private FrameLoop(Frame frame) {
        this.frame = frame;
    }

    /**
     * Puts a node that stands for the loop, and one for each Exit, into the frame around it.
     *
     * @throws IllegalArgumentException if the frame is not a loop as TensorFlow writes it
     */
    static void turn(Frame frame, Budget budget) {
        new FrameLoop(frame).turn(budget);
    }

    private void turn(Budget budget) {
        frame.enters.forEach(enter -> enters.put(enter.getName(), enter));
        findCondition();
        findVariables();
        Cut cut = new Cut(frame.nodes, frame.structures, this, budget, new HashSet<>());
        Region asks = cut.body(condition.getName(), List.of(condition.getInput(0)));
        Region once = cut.body("NextIteration", nexts);
        List<String> captured = cut.given().stream().filter(enters::containsKey).toList();
        Structure loop =
                new Structure.Loop(
                        scope(),
                        List.copyOf(variables.keySet()),
                        captured,
                        Choices.turn(asks, budget),
                        Choices.turn(once, budget));
        NodeDef.Builder node = NodeDef.newBuilder().setName(name()).setOp("While");
        node.addAllInput(begins);
        captured.forEach(enter -> node.addInput(enters.get(enter).getInput(0)));
        node.addAllInput(controls());
        frame.parent.add(node.build(), loop);
        addExits(node.getName());
    }

    /** {@code rnn/while/while_context} stood in the scope {@code rnn/while}. */
    private String scope() {
        return frame.name.substring(0, Math.max(0, frame.name.lastIndexOf('/')));
    }

    private String name() {
        return "the loop in " + frame;
    }

    private void findCondition() {
        for (NodeDef node : frame.nodes.values()) {
            if (Kind.of(node) == Kind.LOOP_COND) {
                if (condition != null) {
                    throw refused(
                            "has two conditions, '%s' and '%s'"
                                    .formatted(condition.getName(), node.getName()));
                }
                Frames.requireInputs(node, 1);
                condition = node;
            }
        }
        if (condition == null) {
            throw refused("has no LoopCond");
        }
        NodeDef.Builder value = condition.toBuilder().setOp("Identity"); // as bodies may read it
        frame.nodes.put(condition.getName(), value.build());
    }

    private void findVariables() {
        for (NodeDef node : List.copyOf(frame.nodes.values())) {
            if (Kind.of(node) == Kind.MERGE) {
                addVariable(node);
            }
        }
        if (variables.isEmpty()) {
            throw refused("has no variable: no Merge of an Enter and a NextIteration");
        }
        for (NodeDef node : frame.nodes.values()) {
            if (isLoopSwitch(node) && !variables.containsKey(NodeOrder.normal(node.getInput(0)))) {
                throw refused(
                        "has a Switch '%s' of '%s', which is no Merge of the loop"
                                .formatted(node.getName(), node.getInput(0)));
            }
        }
    }

    private void addVariable(NodeDef merge) {
        Frames.requireInputs(merge, 2);
        NodeDef first = owner(merge.getInput(0));
        NodeDef second = owner(merge.getInput(1));
        boolean turned = isKind(first, Kind.NEXT_ITERATION);
        NodeDef begin = turned ? second : first;
        NodeDef next = turned ? first : second;
        if (!isKind(next, Kind.NEXT_ITERATION)) {
            if (isKind(begin, Kind.ENTER) || isKind(next, Kind.ENTER)) {
                throw refused(
                        "has a Merge '%s' of an Enter without a NextIteration"
                                .formatted(merge.getName()));
            }
            return; // of a choice inside the loop
        }
        if (!isKind(begin, Kind.ENTER) || isConstant(begin) || merge.getInputCount() > 2) {
            throw refused(
                    "has a Merge '%s' of %s; a loop's variable is a Merge of an Enter that is not constant and a NextIteration"
                            .formatted(merge.getName(), merge.getInputList()));
        }
        Frames.requireInputs(next, 1);
        variables.put(merge.getName(), merge);
        begins.add(begin.getInput(0));
        nexts.add(next.getInput(0));
    }

    private NodeDef owner(String input) {
        String name = NodeOrder.owner(input);
        return enters.containsKey(name) ? enters.get(name) : frame.nodes.get(name);
    }

    private static boolean isKind(NodeDef node, Kind kind) {
        return node != null && Kind.of(node) == kind;
    }

    private static boolean isConstant(NodeDef enter) {
        return enter.containsAttr("is_constant") && enter.getAttrOrThrow("is_constant").getB();
    }

    private boolean isLoopSwitch(NodeDef node) {
        if (!isKind(node, Kind.SWITCH)) {
            return false;
        }
        Frames.requireInputs(node, 2);
        return NodeOrder.normal(node.getInput(1)).equals(condition.getName());
    }

    @Override
    public Cut.Source source(String reader, String input) {
        NodeDef owner = owner(input);
        if (isKind(owner, Kind.ENTER)) {
            if (!isConstant(owner)) {
                throw refused(
                        "has a node '%s' that reads '%s', which only the first iteration has"
                                .formatted(reader, input));
            }
            return new Cut.Source(owner.getName(), true);
        } else if (variables.containsKey(NodeOrder.owner(input))) {
            if (!NodeOrder.normal(input).equals(owner.getName())) {
                throw refused(
                        "has a node '%s' that reads '%s': which input of a Merge came is not kept"
                                .formatted(reader, input));
            }
            return new Cut.Source(owner.getName(), true);
        } else if (isLoopSwitch(owner)) {
            if (!input.endsWith(":1")) {
                throw refused(
                        "has a node '%s' that reads '%s', what is there after the last iteration; only an Exit may"
                                .formatted(reader, input));
            }
            return new Cut.Source(NodeOrder.normal(owner.getInput(0)), true);
        }
        return new Cut.Source(input, false);
    }

    @Override
    public boolean isOutside(String node) {
        return enters.containsKey(node)
                || variables.containsKey(node)
                || isLoopSwitch(frame.nodes.get(node));
    }

    /** The operations for which the loop waits. */
    private Set<String> controls() {
        Set<String> all = new LinkedHashSet<>();
        for (NodeDef enter : frame.enters) {
            enter.getInputList().stream().filter(i -> i.startsWith("^")).forEach(all::add);
        }
        return all;
    }

    /** What comes out of the loop keeps its name. */
    private void addExits(String loop) {
        List<String> names = List.copyOf(variables.keySet());
        for (NodeDef exit : frame.exits) {
            NodeDef from = frame.nodes.get(NodeOrder.owner(exit.getInput(0)));
            if (from == null || !isLoopSwitch(from) || exit.getInput(0).endsWith(":1")) {
                throw refused(
                        "is left by '%s' with '%s', which is no variable's end: output 0 of a Switch"
                                .formatted(exit.getName(), exit.getInput(0)));
            }
            int k = names.indexOf(NodeOrder.normal(from.getInput(0)));
            NodeDef.Builder end = NodeDef.newBuilder().setName(exit.getName()).setOp("Identity");
            end.setDevice(exit.getDevice()).addInput(loop + ":" + k);
            frame.parent.add(end.build());
        }
    }

    private IllegalArgumentException refused(String what) {
        return new IllegalArgumentException(
                "The frame '%s' %s, so it can't be turned into a While"
                        .formatted(frame.name, what));
    }
}
