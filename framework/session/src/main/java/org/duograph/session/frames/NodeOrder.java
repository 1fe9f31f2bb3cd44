package org.duograph.session.frames;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.duograph.graph.Suggestion;
import org.duograph.session.proto.NodeDef;

/**
 * Nodes of a message in an order in which inputs come first.
 *
 * @param byName the nodes
 * @param given whether an input comes from elsewhere
 */
public record NodeOrder(Map<String, NodeDef> byName, Predicate<String> given) {
    /** A node on the way to its inputs, and those that are still to be looked at. */
    private record Visit(NodeDef node, Iterator<String> inputs) {
        Visit(NodeDef node) {
            this(node, node.getInputList().iterator());
        }
    }

    /**
     * The nodes, each after those that it reads; otherwise as they stand.
     *
     * @throws IllegalArgumentException if they are in a cycle, or an input is of no node
     */
    public List<NodeDef> nodes() {
        List<NodeDef> order = new ArrayList<>();
        Map<String, Boolean> done = new HashMap<>(); // false: on the way
        for (NodeDef first : byName.values()) {
            Deque<Visit> way = new ArrayDeque<>();
            if (done.putIfAbsent(first.getName(), false) == null) {
                way.push(new Visit(first));
            }
            while (!way.isEmpty()) {
                NodeDef next = nextInput(way.peek(), done);
                if (next != null) {
                    done.put(next.getName(), false);
                    way.push(new Visit(next));
                } else {
                    NodeDef node = way.pop().node;
                    done.put(node.getName(), true);
                    order.add(node);
                }
            }
        }
        return order;
    }

    /** The next input that nobody has looked at, or null. */
    private NodeDef nextInput(Visit visit, Map<String, Boolean> done) {
        while (visit.inputs.hasNext()) {
            String input = visit.inputs.next();
            if (given.test(input)) {
                continue;
            }
            NodeDef before = byName.get(owner(input));
            if (before == null) {
                throw new IllegalArgumentException(
                        "Node '%s': Unknown input node '%s'%s"
                                .formatted(
                                        visit.node.getName(),
                                        input,
                                        Suggestion.among(owner(input), byName.keySet())));
            }
            Boolean state = done.get(before.getName());
            if (state == null) {
                return before;
            }
            if (!state) {
                throw new IllegalArgumentException(
                        "Nodes '%s' and '%s' are in a cycle"
                                .formatted(before.getName(), visit.node.getName()));
            }
        }
        return null;
    }

    /** The node of an input: {@code node}, {@code node:1}, {@code ^node}, {@code node:y:0}. */
    public static String owner(String input) {
        String name = input.startsWith("^") ? input.substring(1) : input;
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    /** An input's name without {@code :0}. */
    public static String normal(String input) {
        return input.endsWith(":0") ? input.substring(0, input.length() - 2) : input;
    }
}
