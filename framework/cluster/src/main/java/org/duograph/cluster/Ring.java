package org.duograph.cluster;

import java.io.IOException;

/**
 * The ways of numbers around a ring, in which each peer sends to the next one and receives from the
 * one before.
 *
 * <p>To sum, an array is cut into as many segments as there are peers. Each segment goes around
 * once and is added to: segment k begins at peer k, so its sum is ((k + (k+1)) + (k+2)) + ..., in
 * this order in every run, and one peer alone makes it. Then each sum goes around once more, to be
 * copied. So all get the same bits, and each sends 2 (n - 1) / n times the array, however many
 * peers there are. (Patarasuk and Yuan, "Bandwidth optimal all-reduce algorithms for clusters of
 * workstations", 2009.)
 */
final class Ring {
    private final int rank;
    private final int size;

    Ring(int rank, int size) {
        this.rank = rank;
        this.size = size;
    }

    /** Sends one part to the next peer and receives one from the peer before; null for neither. */
    @FunctionalInterface
    interface Turn {
        void move(Part sent, Part received) throws IOException;
    }

    /**
     * Cuts an array: the part with numbers {@code from} to {@code to}, to be added to or replaced.
     */
    @FunctionalInterface
    interface Cut {
        Part of(int from, int to, boolean add);
    }

    /** Lets the array of each peer be the sum of all. */
    void allReduce(int length, Cut cut, Turn turn) throws IOException {
        for (int step = 0; step < size - 1; step++) {
            turn.move(
                    segment(length, rank - step, cut, false),
                    segment(length, rank - step - 1, cut, true));
        }
        for (int step = 0; step < size - 1; step++) {
            turn.move(
                    segment(length, rank + 1 - step, cut, false),
                    segment(length, rank - step, cut, false));
        }
    }

    private Part segment(int length, int number, Cut cut, boolean add) {
        long k = Math.floorMod(number, size);
        int from = (int) (k * length / size);
        int to = (int) ((k + 1) * length / size);
        return cut.of(from, to, add);
    }

    /** Lets each peer have the bytes of all. */
    byte[][] allGather(byte[] own, Turn turn) throws IOException {
        byte[][] all = new byte[size][];
        all[rank] = own.clone();
        for (int step = 0; step < size - 1; step++) {
            Part.Unknown received = new Part.Unknown();
            turn.move(Part.bytes(all[Math.floorMod(rank - step, size)]), received);
            all[Math.floorMod(rank - step - 1, size)] = received.all();
        }
        return all;
    }

    /** Sends what the root has from peer to peer; each sends on what it has while more comes. */
    void broadcast(int root, Part part, Turn turn) throws IOException {
        boolean last = (rank + 1) % size == root;
        if (size == 1) {
            return;
        }
        if (rank == root) {
            turn.move(part, null);
        } else {
            turn.move(last ? null : part.relayed(), part);
        }
    }
}
