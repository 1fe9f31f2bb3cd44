package org.duograph.session.frames;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.NodeDef;

/**
 * Reads variables outside of loops and branches: where an Enter or a Switch hands a variable's
 * handle in and it is only read inside, they hand in its content instead.
 *
 * <p>Nothing inside can tell the difference, as bodies write no variables.
 */
final class ResourceReads {
    private static final Set<String> READERS = Set.of("ReadVariableOp", "ResourceGather");

    private final Map<String, NodeDef> nodes;
    private final Map<String, String> handles = new HashMap<>(); // that nodes hand on, and theirs
    private final Map<String, String> origins = new HashMap<>(); // of what nodes hand on, if known
    private final Set<String> needed = new HashSet<>(); // handles that are more than read inside
    private final Map<String, Set<String>> controls = new LinkedHashMap<>(); // of new readers
    private final Map<String, NodeDef> changed = new LinkedHashMap<>();

    private ResourceReads(Map<String, NodeDef> nodes) {
        this.nodes = nodes;
    }

    static Map<String, NodeDef> outside(Map<String, NodeDef> nodes) {
        return new ResourceReads(nodes).outside();
    }

    private Map<String, NodeDef> outside() {
        for (NodeDef node : nodes.values()) {
            String handle = handle(node);
            if (handle != null) {
                handles.put(node.getName(), handle);
            }
        }
        for (NodeDef node : nodes.values()) {
            for (int i = 0; i < node.getInputCount(); i++) {
                String read = handles.get(NodeOrder.owner(node.getInput(i)));
                boolean only = READERS.contains(node.getOp()) && i == 0;
                boolean waits = node.getInput(i).startsWith("^");
                if (read != null && !waits && !only && !handles.containsKey(node.getName())) {
                    needed.add(read);
                }
            }
        }
        nodes.values().forEach(this::change);
        controls.forEach(this::addReader);
        return changed;
    }

    /** The variable whose handle a node hands on, or null. */
    private String handle(NodeDef node) {
        List<String> way = new ArrayList<>();
        NodeDef at = node;
        while (at != null && handsOn(at) && !origins.containsKey(at.getName())) {
            way.add(at.getName());
            origins.put(at.getName(), ""); // in a cycle it is nobody's
            at = nodes.get(NodeOrder.owner(at.getInput(0)));
        }
        String origin = "";
        if (at != null) {
            boolean is = at.getOp().equals("VarHandleOp");
            origin = is ? at.getName() : origins.getOrDefault(at.getName(), "");
        }
        for (String name : way) {
            origins.put(name, origin);
        }
        return handsOn(node) && !origin.isEmpty() ? origin : null;
    }

    private static boolean handsOn(NodeDef node) {
        Kind kind = Kind.of(node);
        boolean may = kind == Kind.ENTER || kind == Kind.SWITCH || node.getOp().equals("Identity");
        return may && node.getInputCount() > 0 && !node.getInput(0).startsWith("^");
    }

    private static String readerOf(String handle) {
        return handle + "/read_outside";
    }

    private void change(NodeDef node) {
        String own = handles.get(node.getName());
        String read =
                node.getInputCount() == 0 ? null : handles.get(NodeOrder.owner(node.getInput(0)));
        NodeDef.Builder made = node.toBuilder();
        if (own != null && !needed.contains(own)) {
            made.putAttr("T", dtype(own));
            if (NodeOrder.owner(node.getInput(0)).equals(own)) {
                made.setInput(0, readerOf(own));
                Set<String> before = controls.computeIfAbsent(own, h -> new LinkedHashSet<>());
                if (Kind.of(node) == Kind.ENTER) {
                    node.getInputList().stream()
                            .filter(i -> i.startsWith("^"))
                            .forEach(before::add);
                }
            }
        } else if (READERS.contains(node.getOp()) && read != null && !needed.contains(read)) {
            made.clearAttr();
            boolean whole = node.getOp().equals("ReadVariableOp");
            made.setOp(whole ? "Identity" : "Gather").putAttr(whole ? "T" : "Tparams", dtype(read));
        }
        changed.put(node.getName(), made.build());
    }

    private AttrValue dtype(String handle) {
        return nodes.get(handle).getAttrOrDefault("dtype", AttrValue.getDefaultInstance());
    }

    private void addReader(String handle, Set<String> before) {
        List<String> inputs = new ArrayList<>(List.of(handle));
        inputs.addAll(before);
        NodeDef reader =
                NodeDef.newBuilder()
                        .setName(readerOf(handle))
                        .setOp("ReadVariableOp")
                        .addAllInput(inputs)
                        .putAttr("dtype", dtype(handle))
                        .build();
        if (changed.put(reader.getName(), reader) != null) {
            throw new IllegalArgumentException("Node '" + reader.getName() + "' is not unique");
        }
    }
}
