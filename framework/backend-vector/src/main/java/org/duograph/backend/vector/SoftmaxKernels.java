package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Span;
import org.duograph.ops.view.Rows;

/** Softmax, its logarithm, and their gradients, row by row; sums over a row are in double. */
final class SoftmaxKernels implements KernelFamily {
    /** Fewer numbers are not worth to be shared: an exponential takes some nanoseconds. */
    private static final int PIECE = 1024;

    private static final int MOST_PARTS = 64;

    /** Works on a row of {@code d} numbers: its inputs' and its output's array and place. */
    private interface Row {
        void run(float[] x, int from, float[] dY, int dFrom, float[] y, int to, int d);
    }

    @Override
    public void draw(Drawing d) {
        d.implementation("loops");
        switch (d.node().op().type()) {
            case "Softmax" -> rows(d, 0, SoftmaxKernels::softmax);
            case "SoftmaxGradX" -> rows(d, 1, SoftmaxKernels::gradX);
            case "LogSoftmax" -> rows(d, 0, SoftmaxKernels::logSoftmax);
            default -> rows(d, 1, SoftmaxKernels::logGradX);
        }
    }

    /** All rows, by parts; the output may stand over the last input. */
    private static void rows(Drawing d, int last, Row row) {
        Rows rows = Rows.at(d.attrs().int32("axis"), d.inShape(0));
        int n = rows.n();
        int size = rows.d();
        d.mayOverwrite(0, last);
        int worth = (int) Math.min(MOST_PARTS, (long) n * size / PIECE);
        int parts = Math.max(1, Math.min(n, worth));
        d.loop(
                arrays -> {
                    Span x = arrays.in(0);
                    Span dY = arrays.in(last);
                    Span y = arrays.out(0);
                    return arrays.task(
                                    parts,
                                    (part, worker) -> {
                                        int first = (int) ((long) n * part / parts);
                                        int end = (int) ((long) n * (part + 1) / parts);
                                        for (int at = first * size; at < end * size; at += size) {
                                            row.run(
                                                    x.array(),
                                                    x.start() + at,
                                                    dY.array(),
                                                    dY.start() + at,
                                                    y.array(),
                                                    y.start() + at,
                                                    size);
                                        }
                                    })
                            ::run;
                });
    }

    private static float max(float[] x, int from, int d) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < d; i++) {
            max = Math.max(max, x[from + i]);
        }
        return max;
    }

    private static void softmax(
            float[] x, int from, float[] same, int sameFrom, float[] y, int to, int d) {
        float max = max(x, from, d);
        double sum = 0;
        for (int i = 0; i < d; i++) {
            double e = Math.exp(x[from + i] - max);
            y[to + i] = (float) e;
            sum += e;
        }
        float factor = (float) (1 / sum);
        for (int i = 0; i < d; i++) {
            y[to + i] *= factor;
        }
    }

    private static void logSoftmax(
            float[] x, int from, float[] same, int sameFrom, float[] y, int to, int d) {
        float max = max(x, from, d);
        double sum = 0;
        for (int i = 0; i < d; i++) {
            sum += Math.exp(x[from + i] - max);
        }
        float log = (float) Math.log(sum);
        for (int i = 0; i < d; i++) {
            y[to + i] = x[from + i] - max - log;
        }
    }

    private static void gradX(
            float[] y, int from, float[] dY, int dFrom, float[] dX, int to, int d) {
        double dot = 0;
        for (int i = 0; i < d; i++) {
            dot += (double) y[from + i] * dY[dFrom + i];
        }
        for (int i = 0; i < d; i++) {
            dX[to + i] = (float) (y[from + i] * (dY[dFrom + i] - dot));
        }
    }

    private static void logGradX(
            float[] y, int from, float[] dY, int dFrom, float[] dX, int to, int d) {
        double sum = 0;
        for (int i = 0; i < d; i++) {
            sum += dY[dFrom + i];
        }
        for (int i = 0; i < d; i++) {
            dX[to + i] = (float) (dY[dFrom + i] - Math.exp(y[from + i]) * sum);
        }
    }
}
