package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Span;
import org.duograph.ops.view.Rows;

/** Layer normalisation, row by row; sums over a row are in double, several of them side by side. */
final class LayerNormKernels implements KernelFamily {
    /** Numbers from which on another part is worth while. */
    private static final int PIECE = 4096;

    private static final int MOST_PARTS = 64;

    /** Works on one row. */
    private interface Row {
        void run(int row);
    }

    @Override
    public void draw(Drawing d) {
        Rows rows = Rows.at(d.attrs().int32("axis"), d.inShape(0));
        d.implementation("loops");
        int worth = (int) Math.min(MOST_PARTS, (long) rows.n() * rows.d() / PIECE);
        int parts = Math.max(1, Math.min(rows.n(), worth));
        boolean forward = d.node().op().type().equals("LayerNorm");
        d.mayOverwrite(0, forward ? 0 : 3);
        double epsilon = d.attrs().f("epsilon");
        d.loop(
                arrays -> {
                    Row one =
                            forward ? forward(arrays, rows.d(), epsilon) : gradX(arrays, rows.d());
                    return arrays.task(
                                    parts,
                                    (part, worker) -> {
                                        int first = (int) ((long) rows.n() * part / parts);
                                        int last = (int) ((long) rows.n() * (part + 1) / parts);
                                        for (int row = first; row < last; row++) {
                                            one.run(row);
                                        }
                                    })
                            ::run;
                });
    }

    private static Row forward(Drawing.Arrays arrays, int d, double epsilon) {
        Span x = arrays.in(0);
        Span y = arrays.out(0);
        Span means = arrays.out(1);
        Span deviations = arrays.out(2);
        return row -> {
            int from = x.start() + row * d;
            double mean = sum(x.array(), from, d) / d;
            double variance = squares(x.array(), from, mean, d) / d;
            double deviation = Math.sqrt(variance + epsilon);
            int to = y.start() + row * d;
            normalise(x.array(), from, (float) mean, (float) (1 / deviation), y.array(), to, d);
            NormKernels.set(means, row, mean);
            NormKernels.set(deviations, row, deviation);
        };
    }

    private static Row gradX(Drawing.Arrays arrays, int d) {
        Span x = arrays.in(0);
        Span means = arrays.in(1);
        Span deviations = arrays.in(2);
        Span dY = arrays.in(3);
        Span dX = arrays.out(0);
        return row -> {
            int at = row * d;
            double mean = NormKernels.get(means, row);
            double deviation = NormKernels.get(deviations, row);
            int from = x.start() + at;
            double sum = sum(dY.array(), dY.start() + at, d);
            double dot = dot(x.array(), from, mean, dY.array(), dY.start() + at, d);
            double along = dot / (deviation * deviation * d);
            project(
                    x.array(),
                    from,
                    dY.array(),
                    dY.start() + at,
                    (float) mean,
                    (float) (sum / d),
                    (float) along,
                    (float) deviation,
                    dX.array(),
                    dX.start() + at,
                    d);
        };
    }

    private static double sum(float[] x, int from, int d) {
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

    private static double squares(float[] x, int from, double mean, int d) {
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

    private static double dot(float[] x, int from, double mean, float[] dY, int dFrom, int d) {
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

    private static void normalise(
            float[] x, int from, float mean, float factor, float[] y, int to, int d) {
        for (int i = 0; i < d; i++) {
            y[to + i] = (x[from + i] - mean) * factor;
        }
    }

    private static void project(
            float[] x,
            int from,
            float[] dY,
            int dFrom,
            float mean,
            float constant,
            float along,
            float deviation,
            float[] dX,
            int to,
            int d) {
        for (int i = 0; i < d; i++) {
            float across = dY[dFrom + i] - constant - (x[from + i] - mean) * along;
            dX[to + i] = across / deviation;
        }
    }
}
