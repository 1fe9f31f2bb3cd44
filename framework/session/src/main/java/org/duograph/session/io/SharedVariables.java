package org.duograph.session.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.session.frames.NodeOrder;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.NodeDef;

/**
 * Handles of one shared name are one variable: the node that is called so, or else the first one,
 * is read in place of the others.
 */
final class SharedVariables {
    private static final String HANDLE = "VarHandleOp";

    private final Map<String, String> nodes = new HashMap<>(); // the one for each other one

    private SharedVariables() {}

    /**
     * The nodes, with one for each variable.
     *
     * @throws IllegalArgumentException if handles of one shared name are of different types
     */
    static Map<String, NodeDef> merged(Map<String, NodeDef> all) {
        SharedVariables shared = new SharedVariables();
        shared.find(all);
        return shared.nodes.isEmpty() ? all : shared.merge(all);
    }

    private void find(Map<String, NodeDef> all) {
        Map<List<String>, NodeDef> first = new LinkedHashMap<>();
        for (NodeDef node : all.values()) {
            String name = text(node, "shared_name");
            if (node.getOp().equals(HANDLE) && !name.isEmpty()) {
                List<String> key = List.of(text(node, "container"), name);
                NodeDef before = first.putIfAbsent(key, node);
                if (before != null && node.getName().equals(name)) {
                    first.put(key, node);
                }
            }
        }
        for (NodeDef node : all.values()) {
            NodeDef one = first.get(List.of(text(node, "container"), text(node, "shared_name")));
            if (node.getOp().equals(HANDLE) && one != null && one != node) {
                requireAlike(one, node);
                nodes.put(node.getName(), one.getName());
            }
        }
    }

    private static String text(NodeDef node, String attr) {
        return node.getAttrOrDefault(attr, AttrValue.getDefaultInstance()).getS().toStringUtf8();
    }

    private static void requireAlike(NodeDef one, NodeDef other) {
        for (String attr : List.of("dtype", "shape")) {
            if (!one.getAttrMap()
                    .getOrDefault(attr, AttrValue.getDefaultInstance())
                    .equals(other.getAttrOrDefault(attr, AttrValue.getDefaultInstance()))) {
                throw new IllegalArgumentException(
                        "Nodes '%s' and '%s' share the variable '%s', but are of different %s"
                                .formatted(
                                        one.getName(),
                                        other.getName(),
                                        text(one, "shared_name"),
                                        attr));
            }
        }
    }

    private Map<String, NodeDef> merge(Map<String, NodeDef> all) {
        Map<String, NodeDef> left = new LinkedHashMap<>();
        for (NodeDef node : all.values()) {
            if (!nodes.containsKey(node.getName())) {
                List<String> inputs = new ArrayList<>();
                node.getInputList().forEach(input -> inputs.add(merged(input)));
                left.put(node.getName(), node.toBuilder().clearInput().addAllInput(inputs).build());
            }
        }
        return left;
    }

    private String merged(String input) {
        String one = nodes.get(NodeOrder.owner(input));
        if (one == null) {
            return input;
        }
        return input.startsWith("^") ? "^" + one : one;
    }
}
