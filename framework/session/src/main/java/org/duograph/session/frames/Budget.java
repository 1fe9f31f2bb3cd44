package org.duograph.session.frames;

import org.duograph.session.proto.NodeDef;

/**
 * How many nodes bodies may have together. A node that several bodies need is in each of them, so
 * without a limit a small file could fill any memory.
 */
public final class Budget {
    private static final int TIMES = 16;
    private static final int MORE = 10_000;

    private long left;

    /** A budget for a file of so many nodes. */
    public Budget(int nodes) {
        left = (long) TIMES * nodes + MORE;
    }

    /**
     * Takes one node out of it.
     *
     * @throws IllegalArgumentException if nothing is left
     */
    public void take(NodeDef node) {
        if (--left < 0) {
            throw new IllegalArgumentException(
                    "Loops and choices share so many nodes ('%s' among them) that their bodies would have more than %d times as many nodes as the graph"
                            .formatted(node.getName(), TIMES));
        }
    }
}
