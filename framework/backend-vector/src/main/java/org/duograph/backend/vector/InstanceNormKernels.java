package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Span;
import org.duograph.ops.view.Channels;

/** Instance normalisation: batch normalisation of each image, channels last, by itself. */
final class InstanceNormKernels implements KernelFamily {
    @Override
    public void draw(Drawing d) {
        d.implementation("loops");
        if (d.node().op().type().equals("InstanceNorm")) {
            forward(d);
        } else {
            grad(d);
        }
    }

    private static VectorLayout layout(Drawing d) {
        return VectorLayout.channelsLast(d.node().input(0).type(), d.attrs().flag("channels_last"));
    }

    private static int pixels(Drawing d) {
        return Channels.of(d.attrs(), d.inShape(0)).each() / d.inShape(0).dim(0);
    }

    private static void forward(Drawing d) {
        int c = d.inShape(1).intSize();
        int pixels = pixels(d);
        d.input(0, layout(d));
        d.output(0, layout(d));
        d.mayOverwrite(0, 0);
        ChannelLines lines = new ChannelLines(c, pixels);
        int width = lines.width();
        int own = 5 * width; // two for sums, three for means, factors and biases
        int scratch = d.scratch(own * d.threads());
        double epsilon = d.attrs().f("epsilon");
        d.loop(
                arrays -> {
                    double[] sums = new double[d.threads() * 2 * c];
                    Span x = arrays.in(0);
                    Span scale = arrays.in(1);
                    Span bias = arrays.in(2);
                    Span y = arrays.out(0);
                    Span means = arrays.out(1);
                    Span invStds = arrays.out(2);
                    Span all = arrays.scratch(scratch);
                    return arrays.task(
                                    d.inShape(0).dim(0),
                                    (image, worker) -> {
                                        float[] s = all.array();
                                        int free = all.start() + worker * own;
                                        int at = free + 2 * width;
                                        int mine = worker * 2 * c;
                                        int from = x.start() + image * pixels * c;
                                        lines.moments(
                                                x.array(), from, 0, pixels, s, free, sums, mine);
                                        for (int k = 0; k < c; k++) {
                                            double mean = sums[mine + k];
                                            double variance = sums[mine + c + k] / pixels;
                                            double invStd = 1 / Math.sqrt(variance + epsilon);
                                            s[at + k] = (float) mean;
                                            s[at + width + k] =
                                                    (float) (invStd * NormKernels.get(scale, k));
                                            s[at + 2 * width + k] = NormKernels.get(bias, k);
                                            NormKernels.set(means, image * c + k, mean);
                                            NormKernels.set(invStds, image * c + k, invStd);
                                        }
                                        for (int i = 0; i < 3; i++) {
                                            lines.repeat(s, at + i * width);
                                        }
                                        int to = y.start() + image * pixels * c;
                                        lines.normalise(
                                                x.array(), from, 0, pixels, s, at, y.array(), to,
                                                false);
                                    })
                            ::run;
                });
    }

    private static void grad(Drawing d) {
        int c = d.inShape(1).intSize();
        int n = d.inShape(0).dim(0);
        int pixels = pixels(d);
        d.input(0, layout(d));
        d.input(4, layout(d));
        d.output(0, layout(d));
        d.mayOverwrite(0, 4);
        ChannelLines lines = new ChannelLines(c, pixels);
        int width = lines.width();
        int own = 6 * width; // means, factors, constants, along, and two for sums
        int scratch = d.scratch(own * d.threads());
        d.loop(
                arrays -> {
                    double[] sums = new double[n * 2 * c];
                    Span x = arrays.in(0);
                    Span scale = arrays.in(1);
                    Span means = arrays.in(2);
                    Span invStds = arrays.in(3);
                    Span dY = arrays.in(4);
                    Span dX = arrays.out(0);
                    Span dScale = arrays.out(1);
                    Span dBias = arrays.out(2);
                    Span all = arrays.scratch(scratch);
                    Workers.Task images =
                            arrays.task(
                                    n,
                                    (image, worker) -> {
                                        float[] s = all.array();
                                        int at = all.start() + worker * own;
                                        int mine = image * 2 * c;
                                        int skip = image * pixels * c;
                                        for (int k = 0; k < c; k++) {
                                            s[at + k] = NormKernels.get(means, image * c + k);
                                        }
                                        lines.repeat(s, at);
                                        lines.dots(
                                                x.array(),
                                                x.start() + skip,
                                                dY.array(),
                                                dY.start() + skip,
                                                null,
                                                0,
                                                0,
                                                pixels,
                                                s,
                                                at,
                                                at + 4 * width,
                                                sums,
                                                mine);
                                        for (int k = 0; k < c; k++) {
                                            double invStd = NormKernels.get(invStds, image * c + k);
                                            double dot = sums[mine + c + k] * invStd;
                                            s[at + width + k] =
                                                    (float) (invStd * NormKernels.get(scale, k));
                                            s[at + 2 * width + k] =
                                                    (float) (sums[mine + k] / pixels);
                                            s[at + 3 * width + k] = (float) (dot * invStd / pixels);
                                            sums[mine + c + k] = dot;
                                        }
                                        for (int i = 1; i < 4; i++) {
                                            lines.repeat(s, at + i * width);
                                        }
                                        lines.gradX(
                                                x.array(),
                                                x.start() + skip,
                                                dY.array(),
                                                dY.start() + skip,
                                                null,
                                                0,
                                                0,
                                                pixels,
                                                s,
                                                at,
                                                dX.array(),
                                                dX.start() + skip);
                                    });
                    return () -> {
                        images.run();
                        for (int k = 0; k < c; k++) {
                            double sum = 0;
                            double dot = 0;
                            for (int at = 0; at < sums.length; at += 2 * c) {
                                sum += sums[at + k];
                                dot += sums[at + c + k];
                            }
                            NormKernels.set(dScale, k, dot);
                            NormKernels.set(dBias, k, sum);
                        }
                    };
                });
    }
}
