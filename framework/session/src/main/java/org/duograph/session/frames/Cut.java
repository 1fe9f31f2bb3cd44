package org.duograph.session.frames;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.session.proto.NodeDef;

/**
 * Cuts bodies out of the nodes among which they stand: the nodes that some results need, as far as
 * a border. What stands at the border is given to the body.
 *
 * <p>Several bodies may need the same node; each computes it. A node with an effect must be in one
 * only.
 */
final class Cut {
    /** Where the border is. */
    interface Border {
        /**
         * Where an input comes from.
         *
         * @throws IllegalArgumentException if nothing inside may read it
         */
        Source source(String reader, String input);

        /** Whether a node stands at the border or outside, so that nothing inside waits for it. */
        boolean isOutside(String node);
    }

    /**
     * Where an input comes from.
     *
     * @param name what it is called inside
     * @param isGiven whether it is given, not computed inside
     */
    record Source(String name, boolean isGiven) {}

    private final Map<String, NodeDef> nodes;
    private final Map<String, Structure> structures;
    private final Border border;
    private final Budget budget;
    private final Set<String> given = new LinkedHashSet<>();
    private final Set<String> waitedFor = new LinkedHashSet<>();
    private final Set<String> withEffect;

    /**
     * Cuts nothing yet.
     *
     * @param withEffect the nodes with effects that are in a body; takes more of them
     */
    Cut(
            Map<String, NodeDef> nodes,
            Map<String, Structure> structures,
            Border border,
            Budget budget,
            Set<String> withEffect) {
        this.nodes = nodes;
        this.structures = structures;
        this.border = border;
        this.budget = budget;
        this.withEffect = withEffect;
    }

    /** What the bodies so far are given, by the names that they have inside. */
    Set<String> given() {
        return given;
    }

    /** Nodes outside for which nodes of the bodies wait. */
    Set<String> waitedFor() {
        return waitedFor;
    }

    /** Cuts out the body that gives some results, as {@code reader} reads them. */
    Region body(String reader, List<String> results) {
        Map<String, NodeDef> found = new LinkedHashMap<>();
        Deque<String> left = new ArrayDeque<>();
        List<String> inside = new ArrayList<>();
        for (String result : results) {
            inside.add(source(reader, result, left));
        }
        while (!left.isEmpty()) {
            NodeDef node = required(left.pop(), reader);
            if (!found.containsKey(node.getName())) {
                budget.take(node);
                requireOnce(node);
                found.put(node.getName(), inside(node, left));
            }
        }
        Map<String, NodeDef> inOrder = new LinkedHashMap<>();
        Map<String, Structure> kept = new LinkedHashMap<>();
        for (String name : nodes.keySet()) {
            if (found.containsKey(name)) {
                inOrder.put(name, found.get(name));
                if (structures.containsKey(name)) {
                    kept.put(name, structures.get(name));
                }
            }
        }
        return new Region(inOrder, inside, kept);
    }

    private NodeDef required(String name, String reader) {
        NodeDef node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException(
                    "Node '%s' needs '%s', which is in another frame than the nodes between them"
                            .formatted(reader, name));
        }
        return node;
    }

    private String source(String reader, String input, Deque<String> left) {
        Source source = border.source(reader, input);
        if (source.isGiven) {
            given.add(source.name);
        } else {
            left.push(NodeOrder.owner(source.name));
        }
        return source.name;
    }

    private NodeDef inside(NodeDef node, Deque<String> left) {
        NodeDef.Builder inside = node.toBuilder().clearInput().removeAttr("_class");
        for (String input : node.getInputList()) {
            if (!input.startsWith("^")) {
                inside.addInput(source(node.getName(), input, left));
            } else if (border.isOutside(NodeOrder.owner(input))) {
                waitedFor.add(NodeOrder.owner(input));
            } else {
                inside.addInput(input);
                left.push(NodeOrder.owner(input));
            }
        }
        return inside.build();
    }

    private void requireOnce(NodeDef node) {
        if (Effects.has(node, structures) && !withEffect.add(node.getName())) {
            throw new IllegalArgumentException(
                    "Node '%s' (op: '%s') has an effect or draws random numbers, and is needed by two bodies; in TensorFlow it runs once, which can't be said with functions"
                            .formatted(node.getName(), node.getOp()));
        }
    }
}
