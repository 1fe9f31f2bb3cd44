package org.duograph.backend.vector;

/**
 * Finds out where in an array lines of the cache begin: a vector as long as a line, 16 floats of
 * AVX-512, else lies across two of them wherever it stands, and takes twice as long to fetch and to
 * write.
 *
 * <p>Java puts objects at multiples of eight bytes and does not say where, so a clock has to tell:
 * of all places to begin with, the one from which zeros are written fastest. A wrong answer costs
 * speed and nothing else. So does a collector that moves the array afterwards: G1, Java's usual
 * one, leaves large arrays where they are, but the serial one moves them whenever it collects all,
 * as it does while the heap grows.
 *
 * <p>Gain, on one thread with AVX-512, of arrays that stay where they are: inference of the 6-layer
 * net in 0.87 of the time.
 */
final class Alignment {
    /** Floats of a line. */
    static final int LINE = 16;

    /** Floats from which on an array is long enough to be timed. */
    static final int FEWEST = 1 << 12;

    /** Floats that are written: they fit into the nearest cache. */
    private static final int MOST_WRITTEN = 1 << 12;

    private static final int TIMES = 5;
    private static final int WRITES = 4;

    /** How much slower the slowest place must be for the fastest one to mean anything. */
    private static final double CLEARLY = 1.2;

    private Alignment() {}

    /**
     * At which number of a new array, long enough and all zeros, to begin: at most a line's last.
     */
    static int first(float[] array) {
        if (!Engine.hasVectors()) {
            return 0;
        }
        int count = (Math.min(array.length, MOST_WRITTEN) - LINE) / Engine.lanes() * Engine.lanes();
        long[] least = new long[LINE];
        java.util.Arrays.fill(least, Long.MAX_VALUE);
        for (int time = 0; time < TIMES; time++) {
            for (int at = 0; at < LINE; at++) {
                long start = System.nanoTime();
                for (int write = 0; write < WRITES; write++) {
                    VectorLoops.clear(array, at, count);
                }
                least[at] = Math.min(least[at], System.nanoTime() - start);
            }
        }
        return fastest(least);
    }

    private static int fastest(long[] least) {
        int best = 0;
        long most = 0;
        for (int at = 0; at < LINE; at++) {
            best = least[at] < least[best] ? at : best;
            most = Math.max(most, least[at]);
        }
        return most > CLEARLY * least[best] ? best : 0;
    }
}
