package org.duograph.backend.vector;

import java.util.Arrays;
import org.duograph.backend.vector.Drawing.Span;
import org.duograph.tensor.Shape;

/** Normalisation of groups of channels of an image, which stand together; sums are in double. */
final class GroupNormKernels implements KernelFamily {
    @Override
    public void draw(Drawing d) {
        Shape x = d.inShape(0);
        int groups = d.attrs().int32("group");
        Groups g = new Groups(x.dim(0) * groups, groups, x.dim(1) / groups, x.sizeOf(2, x.rank()));
        if (d.node().op().type().equals("GroupNorm")) {
            forward(d, g);
        } else {
            grad(d, g);
        }
    }

    /**
     * How the groups stand in an array.
     *
     * @param rows groups of all images
     * @param groups groups of one image
     * @param channels of one group
     * @param inner numbers of one channel of one image
     */
    private record Groups(int rows, int groups, int channels, int inner) {
        int length() {
            return channels * inner;
        }

        int parts() {
            return RowSums.parts(rows, length());
        }

        /** The channel that is number {@code k} of row {@code n}. */
        int channel(int n, int k) {
            return n % groups * channels + k;
        }
    }

    private static void forward(Drawing d, Groups g) {
        double epsilon = d.attrs().f("epsilon");
        int length = g.length();
        d.mayOverwrite(0, 0);
        d.loop(
                arrays -> {
                    Span x = arrays.in(0);
                    Span scale = arrays.in(1);
                    Span bias = arrays.in(2);
                    Span y = arrays.out(0);
                    Span means = arrays.out(1);
                    Span invStds = arrays.out(2);
                    return arrays.task(
                                    g.parts(),
                                    (part, worker) -> {
                                        int last = RowSums.first(part + 1, g.parts(), g.rows());
                                        int n = RowSums.first(part, g.parts(), g.rows());
                                        for (; n < last; n++) {
                                            int from = x.start() + n * length;
                                            double mean =
                                                    RowSums.sum(x.array(), from, length) / length;
                                            double variance =
                                                    RowSums.squares(x.array(), from, mean, length)
                                                            / length;
                                            double invStd = 1 / Math.sqrt(variance + epsilon);
                                            for (int k = 0; k < g.channels(); k++) {
                                                int c = g.channel(n, k);
                                                double factor = invStd * NormKernels.get(scale, c);
                                                int skip = k * g.inner();
                                                Loops.normalise(
                                                        x.array(),
                                                        from + skip,
                                                        (float) mean,
                                                        (float) factor,
                                                        NormKernels.get(bias, c),
                                                        y.array(),
                                                        y.start() + n * length + skip,
                                                        g.inner());
                                            }
                                            NormKernels.set(means, n, mean);
                                            NormKernels.set(invStds, n, invStd);
                                        }
                                    })
                            ::run;
                });
    }

    private static void grad(Drawing d, Groups g) {
        int length = g.length();
        int all = g.rows() * g.channels();
        d.mayOverwrite(0, 4);
        d.loop(
                arrays -> {
                    Rows rows = new Rows(arrays, g, new double[all], new double[all]);
                    Workers.Task task =
                            arrays.task(
                                    g.parts(),
                                    (part, worker) -> {
                                        int last = RowSums.first(part + 1, g.parts(), g.rows());
                                        int n = RowSums.first(part, g.parts(), g.rows());
                                        for (; n < last; n++) {
                                            rows.gradient(n, length);
                                        }
                                    });
                    double[] sums = new double[g.groups() * g.channels()];
                    Span dScale = arrays.out(1);
                    Span dBias = arrays.out(2);
                    return () -> {
                        task.run();
                        total(rows.dots, sums, dScale);
                        total(rows.sums, sums, dBias);
                    };
                });
    }

    /** What all images have for a channel, added up in their order. */
    private static void total(double[] each, double[] sums, Span to) {
        Arrays.fill(sums, 0);
        for (int i = 0; i < each.length; i++) {
            sums[i % sums.length] += each[i];
        }
        for (int c = 0; c < sums.length; c++) {
            NormKernels.set(to, c, sums[c]);
        }
    }

    /** The arrays of a gradient, and for each channel of each image two sums. */
    private static final class Rows {
        private final Groups g;
        private final double[] sums;
        private final double[] dots;
        private final Span x;
        private final Span scale;
        private final Span means;
        private final Span invStds;
        private final Span dY;
        private final Span dX;

        Rows(Drawing.Arrays arrays, Groups g, double[] sums, double[] dots) {
            this.g = g;
            this.sums = sums;
            this.dots = dots;
            x = arrays.in(0);
            scale = arrays.in(1);
            means = arrays.in(2);
            invStds = arrays.in(3);
            dY = arrays.in(4);
            dX = arrays.out(0);
        }

        void gradient(int n, int length) {
            double mean = NormKernels.get(means, n);
            double invStd = NormKernels.get(invStds, n);
            int at = n * length;
            double sum = 0;
            double dot = 0;
            for (int k = 0; k < g.channels(); k++) {
                int from = x.start() + at + k * g.inner();
                int dFrom = dY.start() + at + k * g.inner();
                double one = RowSums.sum(dY.array(), dFrom, g.inner());
                double along =
                        RowSums.dot(x.array(), from, mean, dY.array(), dFrom, g.inner()) * invStd;
                double factor = NormKernels.get(scale, g.channel(n, k));
                sums[n * g.channels() + k] = one;
                dots[n * g.channels() + k] = along;
                sum += one * factor;
                dot += along * factor;
            }
            for (int k = 0; k < g.channels(); k++) {
                int skip = at + k * g.inner();
                Loops.project(
                        x.array(),
                        x.start() + skip,
                        (float) mean,
                        (float) (dot / length * invStd * invStd),
                        dY.array(),
                        dY.start() + skip,
                        (float) (invStd * NormKernels.get(scale, g.channel(n, k))),
                        (float) (sum / length * invStd),
                        dX.array(),
                        dX.start() + skip,
                        g.inner());
            }
        }
    }
}
