package org.duograph.backend.vector;

/**
 * Runs the loops that are made of vectors on tiny arrays until C2 has compiled them, and finds out
 * whether they are fast here, and how many rows of a product are fastest. The loops are the same
 * for all sizes, so what is compiled for tiny arrays serves all; without this, the first batch
 * would be interpreted, which is a thousand times slower.
 */
final class WarmUp {
    private static final int DEPTH = 64;
    private static final int ROWS = 24;

    /** Calls of each loop in a round; in some ten rounds C2 is done. */
    private static final int CALLS = 60;

    /** Of a row of images: C2 takes what goes round some twenty times a call. */
    private static final int PIXELS = 16;

    /** At least so many rounds, so that everything is compiled. */
    private static final int ROUNDS = 12;

    /**
     * Where vectors have not been faster than plain loops by then, they will never be; so many
     * times longer on a machine that is busy with something else, on which compilers have to wait,
     * too.
     */
    private static final long PATIENCE_NANOS = 4_000_000_000L;

    private static final double LONGEST = 10;

    /** So many times as fast as in the first round, a loop has been compiled. */
    private static final int COMPILED = 20;

    /**
     * AVX2 has 16 registers, of which 12 are the sums of 6 rows; but some versions of C2 keep a few
     * in memory then, and 4 rows are faster. Machines with wider or narrower vectors have 32.
     */
    private static final int[] CHOICES = VectorProducts.L == 8 ? new int[] {6, 4} : new int[] {8};

    /** How much faster fewer rows must be to be taken. */
    private static final double CLEARLY = 0.9;

    private final int lanes = VectorProducts.L;
    private final int width = Math.max(2 * lanes, PlainProducts.WIDTH);
    private final float[] a = new float[ROWS * DEPTH];
    private final float[] b = new float[DEPTH * width];
    private final float[] y = new float[ROWS * width];
    private final double[] best = new double[CHOICES.length];
    private double plain = Double.MAX_VALUE;
    private double plainNanos; // of all calls
    private long clear = Long.MAX_VALUE;
    private long clearAtFirst; // in the first round, not compiled yet

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

    /** Warms up all loops of the process. */
    static Found run() {
        return new WarmUp().find();
    }

    private Found find() {
        long start = System.nanoTime();
        int round = 0;
        java.util.Arrays.fill(best, Double.MAX_VALUE);
        do {
            for (int i = 0; i < CHOICES.length; i++) {
                best[i] = Math.min(best[i], products(CHOICES[i]));
            }
            plain = Math.min(plain, plainProducts());
            for (int call = 0; call < CALLS; call++) {
                VectorDots.product(
                        a, 0, DEPTH, a, 0, DEPTH, y, 0, 13, 1 + call % 2 * 3, 13, DEPTH, false);
            }
            transforms();
            numberByNumber();
            narrowDots();
            round++;
            clearAtFirst = round == 1 ? clear : clearAtFirst;
        } while (round < ROUNDS
                || ((least() >= plain || clear * COMPILED > clearAtFirst)
                        && System.nanoTime() - start < patience(round)));
        return new Found(lanes, CHOICES[at()], plain / least());
    }

    private double patience(int rounds) {
        double undisturbed = plain * ROWS * DEPTH * PlainProducts.WIDTH * CALLS * rounds;
        return PATIENCE_NANOS * Math.max(1, Math.min(LONGEST, plainNanos / undisturbed));
    }

    private double least() {
        return best[at()];
    }

    private int at() {
        int at = 0;
        for (int i = 1; i < best.length; i++) {
            at = best[i] < CLEARLY * best[at] ? i : at;
        }
        return at;
    }

    /** Nanoseconds by multiply-add, the least of many calls. */
    private double products(int rows) {
        int columns = 2 * lanes;
        long least = Long.MAX_VALUE;
        for (int call = 0; call < CALLS; call++) {
            boolean add = call % 2 == 0;
            long start = System.nanoTime();
            VectorProducts.panel(
                    rows, a, 0, DEPTH, 1, b, 0, columns, y, 0, columns, ROWS, DEPTH, add);
            least = Math.min(least, System.nanoTime() - start);
            VectorProducts.panel(1, a, 0, 1, ROWS, b, 0, columns, y, 0, columns, 1, DEPTH, add);
            PanelProducts.across(rows, a, 0, b, 0, y, 0, rows, DEPTH / 2, add);
            TurnedProducts.turned(rows, a, 0, b, 0, y, 0, rows, DEPTH / 2, add);
        }
        return least / (double) (ROWS * DEPTH * columns);
    }

    private double plainProducts() {
        int columns = PlainProducts.WIDTH;
        long least = Long.MAX_VALUE;
        for (int call = 0; call < CALLS; call++) {
            long start = System.nanoTime();
            PlainProducts.panel(
                    a, 0, DEPTH, 1, b, 0, columns, y, 0, columns, ROWS, DEPTH, call % 2 == 0);
            long nanos = System.nanoTime() - start;
            plainNanos += nanos;
            least = Math.min(least, nanos);
        }
        return least / (double) (ROWS * DEPTH * columns);
    }

    /** The loop by which {@link Alignment} is found, which must have been compiled for that. */
    private void clear(int n) {
        long start = System.nanoTime();
        VectorLoops.clear(y, 0, n);
        clear = Math.min(clear, System.nanoTime() - start);
    }

    private void narrowDots() {
        short[] halves = new short[7 * DEPTH];
        byte[] wholes = new byte[8 * DEPTH];
        for (int call = 0; call < CALLS; call++) {
            VectorHalfDots.halves(a, 0, DEPTH, halves, 0, DEPTH, y, 0, 7, 7, 7, DEPTH);
            VectorByteDots.bytes(a, 0, DEPTH, wholes, 0, DEPTH, b, 0, y, 0, 7, 7, 7, DEPTH);
        }
    }

    private void numberByNumber() {
        int n = y.length / 4;
        for (int call = 0; call < CALLS; call++) {
            VectorProducts.panel(
                    8, a, 0, 1, 1, b, 0, 2 * lanes - 1, y, 0, 2 * lanes, 14, 16, false);
            VectorPools.max(a, 0, n, y, b, 0, 0, lanes, PIXELS);
            VectorPools.giveBack(a, 0, a, 0, y, 0, n, lanes, PIXELS);
            clear(n / lanes * lanes);
            VectorLoops.add(a, 0, y, 0, n);
            VectorLoops.addRelu(a, 0, y, 0, n);
            VectorLoops.relu(a, 0, y, 0, n);
            VectorLoops.max(a, 0, y, 0, n);
            VectorLoops.addScaled(0, a, 0, y, 0, n);
            VectorLoops.sum(a, 0, a, 0, y, 0, n);
            VectorLoops.difference(a, 0, a, 0, y, 0, n);
            VectorLoops.mix(0, a, 0, 0, a, 0, y, 0, n);
            VectorLoops.reluGrad(a, 0, a, 0, y, 0, n, 0);
            VectorLoops.takeLarger(a, 0, 1, y, 0, b, 0, n);
            VectorLoops.addWhere(a, 0, 1, a, 0, y, 0, n);
            VectorNorms.addSquares(a, 0, a, n, y, 0, n);
            VectorNorms.addDots(a, 0, a, 0, y, 0, n, n);
            VectorNorms.addMasked(a, 0, a, 0, a, 0, y, 0, n, n, n);
            VectorNorms.normalise(a, 0, a, n, 2 * n, 3 * n, y, 0, n, call % 2 == 0);
            VectorNorms.project(a, 0, a, 0, call % 2 == 0 ? null : a, 0, b, 0, n, y, 0, n);
        }
    }

    /** The maps of Winograd's way, over two vectors of channels. */
    private void transforms() {
        int c = 2 * lanes;
        int tiles = 2;
        float[] pixels = new float[6 * (4 * tiles + 2) * c];
        float[] points = new float[36 * tiles * c];
        float[] s = new float[24 * lanes];
        float[][] rows = new float[6][];
        java.util.Arrays.fill(rows, new float[(4 * tiles + 2) * c]);
        int line = (4 * tiles + 2) * c;
        for (int call = 0; call < CALLS; call++) {
            WinogradTransforms.down(rows, new int[6], pixels, 0, line, line);
            for (int i = 0; i < 6; i++) {
                WinogradTransforms.along(
                        pixels, i * line, c, c, points, 6 * i * tiles * c, tiles * c, c, tiles);
            }
            for (int v = 0; v < c; v += lanes) {
                WinogradTransforms.gather(points, v, tiles * c, s, 0, pixels, v, line, c, s, 0, 0f);
                WinogradTransforms.widen(pixels, v, line, c, s, 0, points, v, tiles * c);
                WinogradTransforms.filter(pixels, v, c, s, 0, points, v, c);
                WinogradTransforms.unfilter(points, v, c, s, 0, pixels, v, c);
            }
        }
    }
}
