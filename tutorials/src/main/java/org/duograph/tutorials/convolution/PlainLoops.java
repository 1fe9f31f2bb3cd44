package org.duograph.tutorials.convolution;

import java.util.Arrays;

/** The same convolution four times, each faster than the one before, in loops of plain Java. */
final class PlainLoops {
    private static final int WINDOW = Layer.WINDOW;

    private PlainLoops() {}

    // tag::seven[]
    /** As the definition says; images and filters with channels first. */
    static void seven(Layer l, float[] x, float[] w, float[] y) {
        for (int n = 0, at = 0; n < l.images(); n++) {
            for (int o = 0; o < l.out(); o++) {
                for (int i = 0; i < l.side(); i++) {
                    for (int j = 0; j < l.side(); j++) {
                        y[at++] = sum(l, x, w, n, o, i, j);
                    }
                }
            }
        }
    }

    private static float sum(Layer l, float[] x, float[] w, int n, int o, int i, int j) {
        int side = l.side();
        float sum = 0;
        for (int c = 0; c < l.in(); c++) {
            int channel = (n * l.in() + c) * side * side;
            int filter = (o * l.in() + c) * WINDOW * WINDOW;
            for (int r = 0; r < WINDOW; r++) {
                for (int s = 0; s < WINDOW; s++) {
                    int a = i + r - 1;
                    int b = j + s - 1;
                    if (a >= 0 && a < side && b >= 0 && b < side) { // <1>
                        sum += x[channel + a * side + b] * w[filter + r * WINDOW + s];
                    }
                }
            }
        }
        return sum;
    }

    // end::seven[]

    // tag::last[]
    /** The same products in another order; images and filters with channels last. */
    static void channelsLast(Layer l, float[] x, float[] w, float[] y) {
        int side = l.side();
        Arrays.fill(y, 0);
        for (int p = 0; p < l.pixels(); p++) {
            for (int r = 0; r < WINDOW; r++) {
                for (int s = 0; s < WINDOW; s++) {
                    int a = p / side % side + r - 1;
                    int b = p % side + s - 1;
                    if (a >= 0 && a < side && b >= 0 && b < side) {
                        int from = (p + (r - 1) * side + s - 1) * l.in(); // <1>
                        for (int c = 0; c < l.in(); c++) {
                            int row = (r * WINDOW + s) * l.in() + c;
                            add(x[from + c], w, row * l.out(), y, p * l.out(), l.out());
                        }
                    }
                }
            }
        }
    }

    /** One number of the image meets all filters. */
    private static void add(float x, float[] w, int from, float[] y, int to, int count) {
        for (int o = 0; o < count; o++) {
            y[to + o] += x * w[from + o];
        }
    }

    // end::last[]

    // tag::apart[]
    /** The same order; rows of the filters are arrays, and so are the sums. */
    static void arraysApart(Layer l, float[] x, float[][] w, float[] y) {
        int side = l.side();
        float[] sums = new float[l.out()];
        for (int p = 0; p < l.pixels(); p++) {
            Arrays.fill(sums, 0);
            for (int r = 0; r < WINDOW; r++) {
                for (int s = 0; s < WINDOW; s++) {
                    int a = p / side % side + r - 1;
                    int b = p % side + s - 1;
                    if (a >= 0 && a < side && b >= 0 && b < side) {
                        int from = (p + (r - 1) * side + s - 1) * l.in();
                        for (int c = 0; c < l.in(); c++) {
                            add(x[from + c], w[(r * WINDOW + s) * l.in() + c], sums);
                        }
                    }
                }
            }
            System.arraycopy(sums, 0, y, p * l.out(), l.out());
        }
    }

    private static void add(float x, float[] w, float[] y) {
        for (int o = 0; o < y.length; o++) {
            y[o] += x * w[o]; // <1>
        }
    }

    // end::apart[]

    /** Rows of the matrix that are made at a time: few enough to stay in a cache. */
    static final int ROWS = 32;

    // tag::gather[]
    /** Pixels under the window as rows, for output pixels from the first on. */
    static void gather(Layer l, float[] x, int first, int count, float[] rows) {
        int side = l.side();
        int at = 0;
        for (int p = first; p < first + count; p++) {
            int n = p / (side * side);
            int i = p / side % side;
            int j = p % side;
            for (int r = 0; r < WINDOW; r++) {
                for (int s = 0; s < WINDOW; s++) {
                    int a = i + r - 1;
                    int b = j + s - 1;
                    if (a >= 0 && a < side && b >= 0 && b < side) {
                        int from = ((n * side + a) * side + b) * l.in();
                        System.arraycopy(x, from, rows, at, l.in()); // <1>
                    } else {
                        Arrays.fill(rows, at, at + l.in(), 0); // <2>
                    }
                    at += l.in();
                }
            }
        }
    }

    // end::gather[]

    // tag::rows[]
    /** A product of matrices; channels are a multiple of 4. */
    static void rows(Layer l, float[] x, float[][] w, float[] y) {
        int depth = l.depth();
        float[] rows = new float[ROWS * depth];
        float[] top = new float[l.out()];
        float[] bottom = new float[l.out()];
        for (int first = 0; first < l.pixels(); first += ROWS) { // of an even number
            gather(l, x, first, ROWS, rows);
            for (int r = 0; r < ROWS; r += 2) {
                Arrays.fill(top, 0);
                Arrays.fill(bottom, 0);
                for (int k = 0; k < depth; k += 4) {
                    int at = r * depth + k;
                    block(rows, at, at + depth, w, k, top, bottom);
                }
                System.arraycopy(top, 0, y, (first + r) * l.out(), l.out());
                System.arraycopy(bottom, 0, y, (first + r + 1) * l.out(), l.out());
            }
        }
    }

    // end::rows[]

    // tag::block[]
    /** Two rows of A meet four rows of B, all columns. */
    private static void block(
            float[] a, int at, int under, float[][] b, int k, float[] top, float[] bottom) {
        float[] b0 = b[k];
        float[] b1 = b[k + 1];
        float[] b2 = b[k + 2];
        float[] b3 = b[k + 3];
        float x0 = a[at];
        float x1 = a[at + 1];
        float x2 = a[at + 2];
        float x3 = a[at + 3];
        float z0 = a[under];
        float z1 = a[under + 1];
        float z2 = a[under + 2];
        float z3 = a[under + 3];
        for (int j = 0; j < top.length; j++) {
            top[j] += x0 * b0[j] + x1 * b1[j] + x2 * b2[j] + x3 * b3[j]; // <1>
            bottom[j] += z0 * b0[j] + z1 * b1[j] + z2 * b2[j] + z3 * b3[j]; // <2>
        }
    }
    // end::block[]
}
