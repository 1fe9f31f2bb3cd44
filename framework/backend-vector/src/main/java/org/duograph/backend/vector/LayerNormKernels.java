package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Span;
import org.duograph.ops.view.Rows;

/**
 * Layer normalisation, row by row; sums over a row are in double, several of them side by side,
 * which {@link RowSums} makes.
 */
final class LayerNormKernels implements KernelFamily {
    /** Works on one row. */
    private interface Row {
        void run(int row);
    }

    @Override
    public void draw(Drawing d) {
        Rows rows = Rows.at(d.attrs().int32("axis"), d.inShape(0));
        int parts = RowSums.parts(rows.n(), rows.d());
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
                                        int first = RowSums.first(part, parts, rows.n());
                                        int last = RowSums.first(part + 1, parts, rows.n());
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
            double mean = RowSums.sum(x.array(), from, d) / d;
            double variance = RowSums.squares(x.array(), from, mean, d) / d;
            double deviation = Math.sqrt(variance + epsilon);
            int to = y.start() + row * d;
            float factor = (float) (1 / deviation);
            Loops.normalise(x.array(), from, (float) mean, factor, 0, y.array(), to, d);
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
            double sum = RowSums.sum(dY.array(), dY.start() + at, d);
            double dot = RowSums.dot(x.array(), from, mean, dY.array(), dY.start() + at, d);
            double along = dot / (deviation * deviation * d);
            double by =
                    deviation == 0
                            ? Math.copySign(1, deviation)
                            : deviation; // then along is infinite already
            Loops.project(
                    x.array(),
                    from,
                    (float) mean,
                    (float) (along / by),
                    dY.array(),
                    dY.start() + at,
                    (float) (1 / by),
                    (float) (sum / d / by),
                    dX.array(),
                    dX.start() + at,
                    d);
        };
    }
}
