package org.duograph.backend.vector;

/**
 * Runs the innermost loops on tiny arrays until they are compiled, and finds out which number of
 * rows is fastest here, and whether vectors are fast at all. All sizes share the same code, so what
 * is compiled for tiny arrays serves all.
 */
final class WarmUp {
    private static final int DEPTH = 64;
    private static final int ROWS = 24;

    /** After so many calls C2 has compiled a loop of {@value #DEPTH} steps. */
    private static final int CALLS = 600;

    private static final int ROUNDS = 5;
    private static final long PATIENCE = 1_500_000_000;

    /** Of 16 registers 12 are sums of 6 rows, of 32 there is room for 8. */
    private static final int[] CHOICES = {4, 6, 8};

    /**
     * What was found.
     *
     * @param lanes floats of a vector
     * @param rows the best number of rows
     * @param ratio the speed of vectors by that of plain loops
     */
    record Found(int lanes, int rows, double ratio) {
        boolean isFast() {
            return ratio > 1;
        }
    }

    private WarmUp() {}

    static Found run() {
        int lanes = VectorProducts.L;
        float[] a = new float[ROWS * DEPTH];
        float[] b = new float[DEPTH * Math.max(2 * lanes, PlainProducts.WIDTH)];
        float[] y = new float[ROWS * Math.max(2 * lanes, PlainProducts.WIDTH)];
        long deadline = System.nanoTime() + PATIENCE;
        double plain = 1e9;
        double[] best = {1e9, 1e9, 1e9};
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < CHOICES.length; i++) {
                best[i] = Math.min(best[i], vectors(CHOICES[i], lanes, a, b, y, deadline));
            }
            plain = Math.min(plain, plain(a, b, y));
        }
        int at = 0;
        for (int i = 1; i < best.length; i++) {
            at = best[i] < 0.97 * best[at] ? i : at;
        }
        return new Found(lanes, CHOICES[at], plain / best[at]);
    }

    /** Nanoseconds by multiply-add, the least of many calls. */
    private static double vectors(
            int rows, int lanes, float[] a, float[] b, float[] y, long deadline) {
        int width = 2 * lanes;
        long least = Long.MAX_VALUE;
        for (int call = 0; call < CALLS / ROUNDS && System.nanoTime() < deadline; call++) {
            long start = System.nanoTime();
            VectorProducts.panel(
                    rows, a, 0, DEPTH, 1, b, 0, width, y, 0, width, ROWS, DEPTH, call % 2 == 0);
            least = Math.min(least, System.nanoTime() - start);
        }
        return least / (double) (ROWS * DEPTH * width);
    }

    private static double plain(float[] a, float[] b, float[] y) {
        int width = PlainProducts.WIDTH;
        long least = Long.MAX_VALUE;
        for (int call = 0; call < CALLS / ROUNDS; call++) {
            long start = System.nanoTime();
            PlainProducts.panel(
                    a, 0, DEPTH, 1, b, 0, width, y, 0, width, ROWS, DEPTH, call % 2 == 0);
            least = Math.min(least, System.nanoTime() - start);
        }
        return least / (double) (ROWS * DEPTH * width);
    }
}
