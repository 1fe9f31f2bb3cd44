package org.duograph.backend.vector;

import java.util.Arrays;
import org.duograph.backend.vector.Drawing.Span;
import org.duograph.ops.view.Rows;

/** Normalisation by the root of the mean square, row by row; sums over a row are in double. */
final class RmsNormKernels implements KernelFamily {
    @Override
    public void draw(Drawing d) {
        Rows rows = Rows.at(d.attrs().int32("axis"), d.inShape(0));
        if (d.node().op().type().equals("RMSNorm")) {
            forward(d, rows.n(), rows.d());
        } else {
            grad(d, rows.n(), rows.d());
        }
    }

    private static void forward(Drawing d, int rows, int length) {
        double epsilon = d.attrs().f("epsilon");
        int parts = RowSums.parts(rows, length);
        d.mayOverwrite(0, 0);
        d.loop(
                arrays -> {
                    Span x = arrays.in(0);
                    Span scale = arrays.in(1);
                    Span y = arrays.out(0);
                    Span invRms = arrays.out(1);
                    return arrays.task(
                                    parts,
                                    (part, worker) -> {
                                        int last = RowSums.first(part + 1, parts, rows);
                                        int n = RowSums.first(part, parts, rows);
                                        for (; n < last; n++) {
                                            int from = x.start() + n * length;
                                            int to = y.start() + n * length;
                                            double mean =
                                                    RowSums.squares(x.array(), from, 0, length)
                                                            / length;
                                            double inverse = 1 / Math.sqrt(mean + epsilon);
                                            Loops.scale(
                                                    (float) inverse,
                                                    x.array(),
                                                    from,
                                                    y.array(),
                                                    to,
                                                    length);
                                            Loops.product(
                                                    y.array(),
                                                    to,
                                                    scale.array(),
                                                    scale.start(),
                                                    y.array(),
                                                    to,
                                                    length);
                                            NormKernels.set(invRms, n, inverse);
                                        }
                                    })
                            ::run;
                });
    }

    /** The gradient of scale is summed in parts of rows, and these in their order. */
    private static void grad(Drawing d, int rows, int length) {
        int parts = RowSums.parts(rows, length);
        d.mayOverwrite(0, 3);
        d.loop(
                arrays -> {
                    Span x = arrays.in(0);
                    Span scale = arrays.in(1);
                    Span invRms = arrays.in(2);
                    Span dY = arrays.in(3);
                    Span dX = arrays.out(0);
                    Span dScale = arrays.out(1);
                    double[][] sums = new double[parts][length];
                    Workers.Task task =
                            arrays.task(
                                    parts,
                                    (part, worker) -> {
                                        Arrays.fill(sums[part], 0);
                                        int last = RowSums.first(part + 1, parts, rows);
                                        int n = RowSums.first(part, parts, rows);
                                        for (; n < last; n++) {
                                            gradient(
                                                    x.array(),
                                                    x.start() + n * length,
                                                    scale,
                                                    NormKernels.get(invRms, n),
                                                    dY.array(),
                                                    dY.start() + n * length,
                                                    dX.array(),
                                                    dX.start() + n * length,
                                                    sums[part]);
                                        }
                                    });
                    return () -> {
                        task.run();
                        for (int i = 0; i < length; i++) {
                            double sum = 0;
                            for (double[] one : sums) {
                                sum += one[i];
                            }
                            NormKernels.set(dScale, i, sum);
                        }
                    };
                });
    }

    private static void gradient(
            float[] x,
            int from,
            Span scale,
            double inverse,
            float[] dY,
            int dFrom,
            float[] dX,
            int to,
            double[] sums) {
        double dot = 0;
        for (int i = 0; i < sums.length; i++) {
            double product = (double) x[from + i] * dY[dFrom + i];
            sums[i] += product * inverse;
            dot += product * scale.array()[scale.start() + i];
        }
        float along = (float) (dot * inverse * inverse * inverse / sums.length);
        for (int i = 0; i < sums.length; i++) {
            float one = dY[dFrom + i] * scale.array()[scale.start() + i];
            dX[to + i] = one * (float) inverse - x[from + i] * along;
        }
    }
}
