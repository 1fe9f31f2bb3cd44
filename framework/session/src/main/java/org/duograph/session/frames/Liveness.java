package org.duograph.session.frames;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.session.proto.NodeDef;

/**
 * Under which predicates the nodes of a graph without loops run.
 *
 * <p>What reads a Switch's output 1 runs if its predicate is true, of output 0 if it is false; a
 * node runs if all its inputs come; a Merge of both sides runs either way.
 */
final class Liveness {
    private static final int MOST = 64; // predicates around a node

    /**
     * When a tensor comes.
     *
     * @param sides what the predicates must be; null: it never comes
     */
    record When(Map<String, Boolean> sides) {
        static final When ALWAYS = new When(Map.of());
        static final When NEVER = new When(null);

        boolean isAlways() {
            return sides != null && sides.isEmpty();
        }

        boolean isNever() {
            return sides == null;
        }

        /** Whether it comes only on one side of a predicate. */
        boolean asks(String predicate) {
            return sides != null && sides.containsKey(predicate);
        }

        /** When both come. */
        When and(When other) {
            if (isNever() || other.isNever()) {
                return NEVER;
            }
            When all = this;
            for (Map.Entry<String, Boolean> side : other.sides.entrySet()) {
                all = all.and(side.getKey(), side.getValue());
            }
            return all;
        }

        When and(String predicate, boolean side) {
            if (isNever()) {
                return NEVER;
            }
            Boolean known = sides.get(predicate);
            if (known != null) {
                return known == side ? this : NEVER;
            }
            Map<String, Boolean> all = new LinkedHashMap<>(sides);
            all.put(predicate, side);
            if (all.size() > MOST) {
                throw new IllegalArgumentException(
                        "More than %d choices are inside each other".formatted(MOST));
            }
            return new When(all);
        }

        When without(String predicate) {
            Map<String, Boolean> all = new LinkedHashMap<>(sides);
            all.remove(predicate);
            return new When(all);
        }

        @Override
        public String toString() {
            return isNever() ? "never" : sides.isEmpty() ? "always" : "if " + sides;
        }
    }

    /**
     * Where two sides come together.
     *
     * @param predicate the tensor that chose
     * @param when when one of them comes
     * @param sides the inputs where it is false and where it is true
     */
    record Joint(NodeDef merge, String predicate, When when, List<String> sides) {}

    private final Map<String, NodeDef> nodes;
    private final Map<String, When> nodesRun = new HashMap<>();
    private final Map<String, String> origins = new HashMap<>();
    private final List<NodeDef> order;
    private final List<Joint> joints = new ArrayList<>();
    private final Map<String, String> onlySides = new LinkedHashMap<>();

    /** Looks at all nodes. */
    Liveness(Map<String, NodeDef> all) {
        this.nodes = new LinkedHashMap<>(all);
        this.order =
                new NodeOrder(nodes, input -> !nodes.containsKey(NodeOrder.owner(input))).nodes();
        for (NodeDef node : order) {
            nodesRun.put(
                    node.getName(), Kind.of(node) == Kind.MERGE ? merged(node) : allInputs(node));
        }
    }

    /** The nodes, inputs first. */
    List<NodeDef> order() {
        return order;
    }

    /** Where sides come together, inner ones before outer ones that need them. */
    List<Joint> joints() {
        return joints;
    }

    /** Merges of which only one input can ever come, and that input. */
    Map<String, String> onlySides() {
        return onlySides;
    }

    /** Adds a node of which is known when it runs. */
    void add(String name, When runs) {
        nodesRun.put(name, runs);
    }

    /** When a node runs. */
    When node(String name) {
        return nodesRun.getOrDefault(name, When.ALWAYS);
    }

    /** When a tensor comes. */
    When tensor(String input) {
        NodeDef owner = nodes.get(NodeOrder.owner(input));
        When runs = node(NodeOrder.owner(input));
        boolean chosen = owner != null && Kind.of(owner) == Kind.SWITCH && !input.startsWith("^");
        return chosen ? runs.and(predicate(owner), input.endsWith(":1")) : runs;
    }

    /** The predicate of a Switch, whatever copies of it are called. */
    String predicate(NodeDef choosing) {
        Frames.requireInputs(choosing, 2);
        return origin(choosing.getInput(1));
    }

    /** The tensor of which this is a copy. */
    private String origin(String input) {
        String at = NodeOrder.normal(input);
        while (true) {
            String known = origins.get(at);
            NodeDef owner = nodes.get(NodeOrder.owner(at));
            boolean copies =
                    owner != null
                            && (owner.getOp().equals("Identity") || Kind.of(owner) == Kind.SWITCH);
            if (known != null || !copies) {
                String origin = known != null ? known : at;
                origins.put(NodeOrder.normal(input), origin);
                return origin;
            }
            Frames.requireInputs(owner, 1);
            at = NodeOrder.normal(owner.getInput(0));
        }
    }

    private When allInputs(NodeDef node) {
        When all = When.ALWAYS;
        for (String input : node.getInputList()) {
            all = all.and(tensor(input));
        }
        return all;
    }

    private When merged(NodeDef merge) {
        Frames.requireInputs(merge, 2);
        List<String> inputs = new ArrayList<>();
        When controls = When.ALWAYS;
        for (String input : merge.getInputList()) {
            if (input.startsWith("^")) {
                controls = controls.and(tensor(input));
            } else {
                inputs.add(input);
            }
        }
        if (inputs.size() != 2) {
            throw new IllegalArgumentException(
                    "Node '%s' is a Merge of %d inputs, %s; only those of two can be turned into choices"
                            .formatted(merge.getName(), inputs.size(), inputs));
        }
        When first = tensor(inputs.get(0));
        When second = tensor(inputs.get(1));
        if (first.isNever() || second.isNever()) {
            onlySides.put(merge.getName(), inputs.get(first.isNever() ? 1 : 0));
            return controls.and(first.isNever() ? second : first);
        }
        String predicate = difference(merge, first, second);
        boolean turned = first.sides.get(predicate);
        When when = controls.and(first.without(predicate));
        List<String> sides = turned ? List.of(inputs.get(1), inputs.get(0)) : inputs;
        if (!when.isNever()) {
            joints.add(new Joint(merge, predicate, when, sides));
        }
        return when;
    }

    /** The one predicate of which two tensors are the sides. */
    private static String difference(NodeDef merge, When first, When second) {
        List<String> different = new ArrayList<>();
        for (String predicate : first.sides.keySet()) {
            Boolean other = second.sides.get(predicate);
            if (other != null && !other.equals(first.sides.get(predicate))) {
                different.add(predicate);
            }
        }
        if (different.size() == 1
                && first.without(different.get(0)).equals(second.without(different.get(0)))) {
            return different.get(0);
        }
        throw new IllegalArgumentException(
                "Node '%s' is a Merge of '%s', which comes %s, and '%s', which comes %s; only those of the two sides of one Switch predicate can be turned into choices"
                        .formatted(
                                merge.getName(),
                                merge.getInput(0),
                                first,
                                merge.getInput(1),
                                second));
    }
}
