package org.duograph.session.frames;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.NodeDef;

/**
 * Finds the frames of a graph and the nodes in them.
 *
 * <p>A node is in the frame in which its inputs are. An Enter's output is in a frame inside that,
 * whose name it says; an Exit's output is in the frame outside.
 */
final class Frames {
    private static final int DEEPEST = 32;

    private final Map<String, NodeDef> nodes;
    private final Frame outermost = new Frame(null, "");
    private final Map<String, Frame> outputs = new HashMap<>(); // the frames of nodes' outputs

    /**
     * Finds them.
     *
     * @param given whether an input comes from elsewhere: from no frame
     * @throws IllegalArgumentException if a node has inputs in different frames, or nodes are in a
     *     cycle that is no loop
     */
    Frames(Map<String, NodeDef> nodes, Predicate<String> given) {
        this.nodes = nodes;
        NodeOrder order = new NodeOrder(nodes, input -> given.test(input) || isBack(input));
        for (NodeDef node : order.nodes()) {
            place(node, given);
        }
    }

    /** Whether an input is of the next iteration. */
    private boolean isBack(String input) {
        NodeDef owner = nodes.get(NodeOrder.owner(input));
        return owner != null && Kind.of(owner) == Kind.NEXT_ITERATION;
    }

    private void place(NodeDef node, Predicate<String> given) {
        Frame frame = frameOfInputs(node, given);
        switch (Kind.of(node)) {
            case ENTER -> {
                requireInputs(node, 1);
                Frame inside = frame.child(frameName(node));
                if (inside.depth > DEEPEST) {
                    throw new IllegalArgumentException(
                            "Node '%s' is in frames that are more than %d deep"
                                    .formatted(node.getName(), DEEPEST));
                }
                inside.enters.add(node);
                outputs.put(node.getName(), inside);
            }
            case EXIT -> {
                requireInputs(node, 1);
                if (frame.parent == null) {
                    throw new IllegalArgumentException(
                            "Node '%s' leaves a frame, but its input '%s' is in none"
                                    .formatted(node.getName(), node.getInput(0)));
                }
                frame.exits.add(node);
                outputs.put(node.getName(), frame.parent);
            }
            default -> {
                frame.add(node);
                outputs.put(node.getName(), frame);
            }
        }
    }

    private static String frameName(NodeDef enter) {
        String name =
                enter.getAttrOrDefault("frame_name", AttrValue.getDefaultInstance())
                        .getS()
                        .toStringUtf8();
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "NodeDef missing attr 'frame_name' from Op<name=%s>; NodeDef: '%s'"
                            .formatted(enter.getOp(), enter.getName()));
        }
        return name;
    }

    private Frame frameOfInputs(NodeDef node, Predicate<String> given) {
        Frame frame = null;
        String first = null;
        for (String input : node.getInputList()) {
            if (isBack(input)) {
                requireMerge(node, input);
                continue;
            }
            Frame its = given.test(input) ? outermost : outputs.get(NodeOrder.owner(input));
            if (frame != null && its != frame) {
                throw new IllegalArgumentException(
                        "Node '%s' has inputs from different frames: '%s' is in %s, '%s' in %s"
                                .formatted(node.getName(), first, frame, input, its));
            }
            frame = its;
            first = input;
        }
        return frame == null ? outermost : frame;
    }

    private static void requireMerge(NodeDef node, String input) {
        if (Kind.of(node) != Kind.MERGE || input.startsWith("^")) {
            throw new IllegalArgumentException(
                    "Node '%s' (op: '%s') reads the next iteration's '%s', which only a Merge may"
                            .formatted(node.getName(), node.getOp(), input));
        }
    }

    /** Fails if a node has fewer inputs than its operator, or one of them only orders it. */
    static void requireInputs(NodeDef node, int count) {
        boolean enough = node.getInputCount() >= count;
        for (int i = 0; enough && i < count; i++) {
            enough = !node.getInput(i).startsWith("^");
        }
        if (!enough) {
            throw new IllegalArgumentException(
                    "Node '%s' (op: '%s') needs %d inputs, found %s"
                            .formatted(node.getName(), node.getOp(), count, node.getInputList()));
        }
    }

    /** What is in no frame. */
    Frame outermost() {
        return outermost;
    }

    /** The loops, those first that have none inside. */
    List<Frame> innermostFirst() {
        Set<Frame> all = new LinkedHashSet<>(outputs.values());
        List<Frame> loops = new ArrayList<>(all);
        loops.remove(outermost);
        loops.sort(Comparator.comparingInt((Frame frame) -> frame.depth).reversed());
        return loops;
    }
}
