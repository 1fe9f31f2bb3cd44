package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Span;
import org.duograph.ops.view.Channels;

/**
 * Batch normalisation, with a Relu or without, and its gradients, over arrays with channels last:
 * one pass for the sums over the pixels, and one that writes.
 */
final class NormKernels implements KernelFamily {
    @Override
    public void draw(Drawing d) {
        d.implementation("loops");
        switch (d.node().op().type()) {
            case "SpatialBN" -> forward(d, false);
            case "SpatialBNRelu" -> forward(d, true);
            case "SpatialBNGrad" -> grad(d, false);
            default -> grad(d, true);
        }
    }

    private static VectorLayout layout(Drawing d) {
        return VectorLayout.channelsLast(d.node().input(0).type(), d.attrs().flag("channels_last"));
    }

    private static ChannelLines lines(Drawing d) {
        Channels channels = Channels.of(d.attrs(), d.inShape(0));
        return new ChannelLines(channels.count(), channels.each());
    }

    private static void forward(Drawing d, boolean relu) {
        int c = d.inShape(1).intSize();
        ChannelLines lines = lines(d);
        d.input(0, layout(d));
        d.output(0, layout(d));
        d.mayOverwrite(0, 0);
        boolean test = d.attrs().flag("is_test");
        if (!test) {
            d.mayOverwrite(1, 3);
            d.mayOverwrite(2, 4);
        }
        int width = lines.width();
        int shared = d.scratch(3 * width);
        int own = d.scratch(2 * width * d.threads());
        d.loop(
                arrays -> {
                    double[] sums = new double[lines.parts() * 2 * c];
                    Span x = arrays.in(0);
                    Span y = arrays.out(0);
                    Span s = arrays.scratch(shared);
                    Span free = arrays.scratch(own);
                    Workers.Task moments =
                            arrays.task(
                                    lines.parts(),
                                    (part, worker) ->
                                            lines.moments(
                                                    x.array(),
                                                    x.start(),
                                                    lines.first(part),
                                                    lines.first(part + 1),
                                                    free.array(),
                                                    free.start() + 2 * worker * width,
                                                    sums,
                                                    part * 2 * c));
                    Workers.Task rest =
                            arrays.task(
                                    lines.parts(),
                                    (part, worker) ->
                                            lines.normalise(
                                                    x.array(),
                                                    x.start(),
                                                    lines.first(part),
                                                    lines.first(part + 1),
                                                    s.array(),
                                                    s.start(),
                                                    y.array(),
                                                    y.start(),
                                                    relu));
                    Statistics statistics =
                            new Statistics(d, arrays, c, lines.first(lines.parts()));
                    return () -> {
                        if (!test) {
                            moments.run();
                            lines.mergeParts(sums);
                        }
                        statistics.run(sums, s, width);
                        for (int i = 0; i < 3; i++) {
                            lines.repeat(s.array(), s.start() + i * width);
                        }
                        rest.run();
                    };
                });
    }

    /** What there is to do for each channel between the sums and the pixels. */
    private static final class Statistics {
        private final int c;
        private final int pixels;
        private final double epsilon;
        private final double keep;
        private final boolean test;
        private final Span[] in = new Span[5];
        private final Span[] out = new Span[5];

        Statistics(Drawing d, Drawing.Arrays arrays, int c, int pixels) {
            this.c = c;
            this.pixels = pixels;
            epsilon = d.attrs().f("epsilon");
            keep = d.attrs().f("momentum");
            test = d.attrs().flag("is_test");
            for (int i = 0; i < in.length; i++) {
                in[i] = arrays.in(i);
                out[i] = i < d.node().outputs().size() ? arrays.out(i) : null;
            }
        }

        /** Fills the beginnings of the lines of means, factors and biases. */
        void run(double[] sums, Span s, int width) {
            for (int k = 0; k < c; k++) {
                double mean = test ? get(in[3], k) : sums[k];
                double variance = test ? get(in[4], k) : sums[c + k] / pixels;
                double invStd = 1 / Math.sqrt(variance + epsilon);
                set(s, k, mean);
                set(s, width + k, invStd * get(in[1], k));
                set(s, 2 * width + k, get(in[2], k));
                if (!test) {
                    set(out[1], k, get(in[3], k) * keep + mean * (1 - keep));
                    set(out[2], k, get(in[4], k) * keep + variance * (1 - keep));
                    set(out[3], k, mean);
                    set(out[4], k, invStd);
                }
            }
        }
    }

    static float get(Span x, int i) {
        return x.array()[x.start() + i];
    }

    static void set(Span x, int i, double value) {
        x.array()[x.start() + i] = (float) value;
    }

    private static void grad(Drawing d, boolean relu) {
        int c = d.inShape(1).intSize();
        ChannelLines lines = lines(d);
        VectorLayout layout = layout(d);
        d.input(0, layout);
        d.input(4, layout);
        if (relu) {
            d.input(5, layout);
        }
        d.output(0, layout);
        d.mayOverwrite(0, 4);
        boolean test = d.attrs().flag("is_test");
        double epsilon = d.attrs().f("epsilon");
        int width = lines.width();
        int pixels = lines.first(lines.parts());
        int shared = d.scratch((4 + 2 * d.threads()) * width);
        d.loop(
                arrays -> {
                    double[] sums = new double[lines.parts() * 2 * c];
                    Span x = arrays.in(0);
                    Span scale = arrays.in(1);
                    Span mean = arrays.in(2);
                    Span spread = arrays.in(3);
                    Span dY = arrays.in(4);
                    float[] y = relu ? arrays.in(5).array() : null;
                    int yAt = relu ? arrays.in(5).start() : 0;
                    Span dX = arrays.out(0);
                    Span dScale = arrays.out(1);
                    Span dBias = arrays.out(2);
                    Span s = arrays.scratch(shared);
                    Workers.Task dots =
                            arrays.task(
                                    lines.parts(),
                                    (part, worker) ->
                                            lines.dots(
                                                    x.array(),
                                                    x.start(),
                                                    dY.array(),
                                                    dY.start(),
                                                    y,
                                                    yAt,
                                                    lines.first(part),
                                                    lines.first(part + 1),
                                                    s.array(),
                                                    s.start(),
                                                    s.start() + (4 + 2 * worker) * width,
                                                    sums,
                                                    part * 2 * c));
                    Workers.Task rest =
                            arrays.task(
                                    lines.parts(),
                                    (part, worker) ->
                                            lines.gradX(
                                                    x.array(),
                                                    x.start(),
                                                    dY.array(),
                                                    dY.start(),
                                                    y,
                                                    yAt,
                                                    lines.first(part),
                                                    lines.first(part + 1),
                                                    s.array(),
                                                    s.start(),
                                                    dX.array(),
                                                    dX.start()));
                    return () -> {
                        System.arraycopy(mean.array(), mean.start(), s.array(), s.start(), c);
                        lines.repeat(s.array(), s.start());
                        dots.run();
                        for (int k = 0; k < c; k++) {
                            double sum = 0;
                            double dot = 0;
                            for (int at = 0; at < sums.length; at += 2 * c) {
                                sum += sums[at + k];
                                dot += sums[at + c + k];
                            }
                            double invStd = get(spread, k);
                            invStd = test ? 1 / Math.sqrt(invStd + epsilon) : invStd;
                            set(s, width + k, get(scale, k) * invStd);
                            set(s, 2 * width + k, test ? 0 : sum / pixels);
                            set(s, 3 * width + k, test ? 0 : dot * invStd * invStd / pixels);
                            set(dScale, k, dot * invStd);
                            set(dBias, k, sum);
                        }
                        for (int i = 1; i < 4; i++) {
                            lines.repeat(s.array(), s.start() + i * width);
                        }
                        rest.run();
                    };
                });
    }
}
