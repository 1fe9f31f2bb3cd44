package org.duograph.ops.signal;

/**
 * The discrete Fourier transform of one line of complex numbers: by halving while the length is
 * even, and by its definition for what is left.
 */
final class Fourier {
    private final int n;
    private final double[] cos;
    private final double[] sin;

    /** Prepares transforms of that length. */
    Fourier(int n, boolean inverse) {
        this.n = n;
        this.cos = new double[n];
        this.sin = new double[n];
        for (int k = 0; k < n; k++) {
            cos[k] = exactCos(k);
            // sin(2 pi k / n) is the cosine a quarter turn earlier
            double sine = 4L * k % n == 0 ? exactSin(k) : Math.sin(2 * Math.PI * k / n);
            sin[k] = inverse ? sine : -sine;
        }
    }

    /** Exact where it is a quarter turn, so that what should vanish does. */
    private double exactCos(int k) {
        if (4L * k % n == 0) {
            int quarter = (int) (4L * k / n);
            return quarter == 0 ? 1 : quarter == 2 ? -1 : 0;
        }
        return Math.cos(2 * Math.PI * k / n);
    }

    private double exactSin(int k) {
        int quarter = (int) (4L * k / n);
        return quarter == 1 ? 1 : quarter == 3 ? -1 : 0;
    }

    /** {@code Y[k] = sum over t of X[t] exp(-2 pi i k t / n)}, the sign turned for the inverse. */
    void transform(double[] re, double[] im, double[] yRe, double[] yIm) {
        transform(re, im, 0, 1, n, yRe, yIm, 0);
    }

    private void transform(
            double[] re, double[] im, int at, int step, int m, double[] yRe, double[] yIm, int to) {
        if (m % 2 != 0 || m < 4) {
            define(re, im, at, step, m, yRe, yIm, to);
            return;
        }
        int half = m / 2;
        transform(re, im, at, 2 * step, half, yRe, yIm, to);
        transform(re, im, at + step, 2 * step, half, yRe, yIm, to + half);
        for (int k = 0; k < half; k++) {
            int turn = k * (n / m);
            double oddRe = yRe[to + half + k] * cos[turn] - yIm[to + half + k] * sin[turn];
            double oddIm = yRe[to + half + k] * sin[turn] + yIm[to + half + k] * cos[turn];
            yRe[to + half + k] = yRe[to + k] - oddRe;
            yIm[to + half + k] = yIm[to + k] - oddIm;
            yRe[to + k] += oddRe;
            yIm[to + k] += oddIm;
        }
    }

    private void define(
            double[] re, double[] im, int at, int step, int m, double[] yRe, double[] yIm, int to) {
        for (int k = 0; k < m; k++) {
            double sumRe = 0;
            double sumIm = 0;
            for (int t = 0; t < m; t++) {
                int turn = (int) ((long) k * t % m) * (n / m);
                double a = re[at + t * step];
                double b = im[at + t * step];
                sumRe += a * cos[turn] - b * sin[turn];
                sumIm += a * sin[turn] + b * cos[turn];
            }
            yRe[to + k] = sumRe;
            yIm[to + k] = sumIm;
        }
    }
}
