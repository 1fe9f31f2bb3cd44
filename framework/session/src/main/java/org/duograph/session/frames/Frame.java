package org.duograph.session.frames;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.session.proto.NodeDef;

/**
 * A frame while it is taken apart: the nodes that run once for each iteration of a loop.
 *
 * <p>What is not in a loop is in the outermost frame, which is no loop.
 */
final class Frame {
    final Frame parent; // null: the outermost
    final String name;
    final int depth;
    final List<NodeDef> enters = new ArrayList<>();
    final List<NodeDef> exits = new ArrayList<>();
    final Map<String, NodeDef> nodes = new LinkedHashMap<>(); // without enters and exits
    final Map<String, Structure> structures = new LinkedHashMap<>(); // what is found inside
    private final Map<String, Frame> children = new LinkedHashMap<>();

    Frame(Frame parent, String name) {
        this.parent = parent;
        this.name = name;
        this.depth = parent == null ? 0 : parent.depth + 1;
    }

    /** The frame of a name inside this one. */
    Frame child(String frameName) {
        return children.computeIfAbsent(frameName, n -> new Frame(this, n));
    }

    /** Adds a node. */
    void add(NodeDef node) {
        if (nodes.put(node.getName(), node) != null) {
            throw new IllegalArgumentException("Node '" + node.getName() + "' is not unique");
        }
    }

    /** Adds a node that stands for a loop or a choice. */
    void add(NodeDef node, Structure structure) {
        add(node);
        structures.put(node.getName(), structure);
    }

    @Override
    public String toString() {
        return parent == null ? "no frame" : "the frame '" + name + "'";
    }
}
