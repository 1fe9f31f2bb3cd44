package org.duograph.session;

import java.util.List;

/** Seeds of random operators: each has two, one of its graph and one of its own. */
final class Seeds {
    private static final long GRAPH_DEFAULT = 87654321;

    private Seeds() {}

    /**
     * The two seeds of an operation.
     *
     * @param ofGraph the graph's seed, or null
     * @param own the operation's seed, or null
     * @param made how many operations the graph has, which tells those without a seed apart
     * @return two numbers; zeros where nobody asked for a seed
     */
    static long[] choose(Long ofGraph, Long own, int made) {
        if (ofGraph != null) {
            return new long[] {ofGraph, own != null ? own : made};
        }
        return own != null ? new long[] {GRAPH_DEFAULT, own} : new long[] {0, 0};
    }

    /**
     * The seeds of a random operation; where it has none, the session's, and a number of its name.
     *
     * @param name its name; in a body, with the names of what runs it
     * @param session the session's seed
     */
    static List<Long> of(Operation op, String name, long session) {
        long seed = op.attrs().integer("seed");
        long seed2 = op.attrs().integer("seed2");
        return seed == 0 && seed2 == 0
                ? List.of(session, (long) name.hashCode())
                : List.of(seed, seed2);
    }
}
