package org.duograph.backend.vector;

/** Rows that threads share, and sums over them: in double, several of them side by side. */
final class RowSums {
    /** Numbers from which on another part is worth while. */
    private static final int PIECE = 4096;

    private static final int MOST_PARTS = 64;

    private RowSums() {}

    /** Into how many parts {@code rows} of {@code d} numbers are cut. */
    static int parts(int rows, int d) {
        int worth = (int) Math.min(MOST_PARTS, (long) rows * d / PIECE);
        return Math.max(1, Math.min(rows, worth));
    }

    /** The first row of a part; that of the next one ends it. */
    static int first(int part, int parts, int rows) {
        return (int) ((long) rows * part / parts);
    }

    /** The sum of {@code d} numbers. */
    static double sum(float[] x, int from, int d) {
        double a = 0;
        double b = 0;
        double e = 0;
        double f = 0;
        int i = from;
        for (; i < from + d - 3; i += 4) {
            a += x[i];
            b += x[i + 1];
            e += x[i + 2];
            f += x[i + 3];
        }
        for (; i < from + d; i++) {
            a += x[i];
        }
        return a + b + e + f;
    }

    /** The sum of the squares of what they are apart from the mean. */
    static double squares(float[] x, int from, double mean, int d) {
        double a = 0;
        double b = 0;
        int i = from;
        for (; i < from + d - 1; i += 2) {
            a += (x[i] - mean) * (x[i] - mean);
            b += (x[i + 1] - mean) * (x[i + 1] - mean);
        }
        for (; i < from + d; i++) {
            a += (x[i] - mean) * (x[i] - mean);
        }
        return a + b;
    }

    /** The sum of what x is apart from the mean, times dY. */
    static double dot(float[] x, int from, double mean, float[] dY, int dFrom, int d) {
        double a = 0;
        double b = 0;
        int i = 0;
        for (; i < d - 1; i += 2) {
            a += dY[dFrom + i] * (x[from + i] - mean);
            b += dY[dFrom + i + 1] * (x[from + i + 1] - mean);
        }
        for (; i < d; i++) {
            a += dY[dFrom + i] * (x[from + i] - mean);
        }
        return a + b;
    }
}
