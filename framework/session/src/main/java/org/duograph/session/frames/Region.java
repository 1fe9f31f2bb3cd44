package org.duograph.session.frames;

import java.util.List;
import java.util.Map;
import org.duograph.session.proto.NodeDef;

/**
 * Nodes that become operations of one graph: of the whole, of a branch, or of a loop's condition or
 * body.
 *
 * @param nodes the nodes by name; their inputs are among them, or are given from outside
 * @param results what it gives, as inputs are written: {@code node} or {@code node:1}
 * @param structures what the nodes stand for that are no operations, by their names
 */
public record Region(
        Map<String, NodeDef> nodes, List<String> results, Map<String, Structure> structures) {

    /** Whether something in it does more than to compute its results. */
    boolean hasEffects() {
        return nodes.values().stream().anyMatch(node -> Effects.has(node, structures));
    }
}
