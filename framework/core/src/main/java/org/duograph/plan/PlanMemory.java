package org.duograph.plan;

import java.util.List;

/**
 * What stands where in the memory that a plan owns, and when: the arenas of its lanes, without
 * those of loops and branches, and without variables, which are the state's.
 *
 * @param arenas one for each lane
 */
public record PlanMemory(List<Arena> arenas) {
    public PlanMemory {
        arenas = List.copyOf(arenas);
    }

    /**
     * The memory of one lane.
     *
     * @param device where it is
     * @param bytes its size
     * @param pieces the slots in it
     */
    public record Arena(String device, long bytes, List<Piece> pieces) {
        public Arena {
            pieces = List.copyOf(pieces);
        }

        /** Bytes in use during each of so many steps. */
        public long[] inUse(int steps) {
            long[] bytes = new long[steps];
            for (Piece piece : pieces) {
                for (int step = piece.from; step <= piece.to; step++) {
                    bytes[step] += piece.bytes;
                }
            }
            return bytes;
        }
    }

    /**
     * A slot.
     *
     * @param values the values that stand there one after the other; none if it is scratch memory
     * @param offset where it begins, in bytes from the beginning of the arena
     * @param bytes its size
     * @param from the first step in which it is in use
     * @param to the last one
     */
    public record Piece(List<String> values, long offset, long bytes, int from, int to) {
        public Piece {
            values = List.copyOf(values);
        }

        /** Whether some bytes are the same, at whatever time. */
        public boolean liesOver(Piece other) {
            return offset < other.offset + other.bytes && other.offset < offset + bytes;
        }
    }
}
