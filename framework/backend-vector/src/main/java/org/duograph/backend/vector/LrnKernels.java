package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Span;
import org.duograph.ops.view.Channels;

/**
 * Local response normalisation across channels, which stand last. What is summed over a window of
 * channels stands in scratch memory between zeros, so that windows need no edges.
 */
final class LrnKernels implements KernelFamily {
    private static final int MOST_PARTS = 64;

    /** Numbers from which on another part is worth while. */
    private static final int PIECE = 4096;

    @Override
    public void draw(Drawing d) {
        d.implementation("loops");
        d.all(VectorLayout.channelsLast(d.node().input(0).type(), d.attrs().flag("channels_last")));
        Channels channels = Channels.of(d.attrs(), d.inShape(0));
        Lrn lrn = new Lrn(d, channels.count());
        int pixels = channels.each();
        boolean forward = d.node().op().type().equals("LRN");
        int padded = lrn.padded();
        int scratch = d.scratch(padded * d.threads());
        int worth = (int) Math.min(MOST_PARTS, (long) pixels * channels.count() / PIECE);
        int parts = Math.max(1, Math.min(pixels, worth));
        d.loop(
                arrays -> {
                    Span x = arrays.in(0);
                    Span[] more = {
                        forward ? null : arrays.in(1),
                        forward ? arrays.out(1) : arrays.in(2),
                        forward ? null : arrays.in(3)
                    };
                    Span out = arrays.out(0);
                    Span s = arrays.scratch(scratch);
                    return arrays.task(
                                    parts,
                                    (part, worker) -> {
                                        int free = s.start() + worker * padded;
                                        int first = (int) ((long) pixels * part / parts);
                                        int last = (int) ((long) pixels * (part + 1) / parts);
                                        java.util.Arrays.fill(s.array(), free, free + padded, 0);
                                        for (int p = first; p < last; p++) {
                                            if (forward) {
                                                lrn.forward(p, x, more[1], out, s.array(), free);
                                            } else {
                                                lrn.gradX(p, x, more, out, s.array(), free);
                                            }
                                        }
                                    })
                            ::run;
                });
    }

    /** The attributes, and what is done with a pixel. */
    private static final class Lrn {
        private final int c;
        private final int reach;
        private final float bias;
        private final double beta;
        private final float weight; // of a square
        private final float slope;

        Lrn(Drawing d, int c) {
            this.c = c;
            reach = Math.min(c, (d.attrs().int32("size") - 1) / 2);
            bias = (float) d.attrs().f("bias");
            beta = d.attrs().f("beta");
            double share = d.attrs().f("alpha") / d.attrs().i("size");
            weight = (float) share;
            slope = (float) (2 * share * beta);
        }

        int padded() {
            return c + 2 * reach;
        }

        void forward(int pixel, Span x, Span scale, Span y, float[] s, int free) {
            int from = x.start() + pixel * c;
            int at = scale.start() + pixel * c;
            int to = y.start() + pixel * c;
            square(x.array(), from, s, free + reach, c);
            windows(s, free, scale.array(), at);
            weigh(scale.array(), at, weight, bias, c);
            power(scale.array(), at, y.array(), to);
            multiply(x.array(), from, y.array(), to, c);
        }

        void gradX(int pixel, Span x, Span[] more, Span dX, float[] s, int free) {
            int at = pixel * c;
            Span y = more[0];
            Span scale = more[1];
            Span dY = more[2];
            int to = dX.start() + at;
            ratio(
                    dY.array(),
                    dY.start() + at,
                    y.array(),
                    y.start() + at,
                    scale.array(),
                    scale.start() + at,
                    s,
                    free + reach,
                    c);
            power(scale.array(), scale.start() + at, dX.array(), to);
            multiply(dY.array(), dY.start() + at, dX.array(), to, c);
            for (int k = 0; k < c; k++) {
                float sum = 0;
                for (int j = 0; j <= 2 * reach; j++) {
                    sum += s[free + k + j];
                }
                dX.array()[to + k] -= slope * x.array()[x.start() + at + k] * sum;
            }
        }

        /** Sums over the window around each channel. */
        private void windows(float[] s, int free, float[] sums, int at) {
            java.util.Arrays.fill(sums, at, at + c, 0);
            for (int j = 0; j <= 2 * reach; j++) {
                Loops.add(s, free + j, sums, at, c);
            }
        }

        /** {@code y = scale ^ -beta}; by roots for the exponent that is usual. */
        private void power(float[] scale, int from, float[] y, int to) {
            boolean rooted = beta == 0.75;
            if (rooted) {
                threeQuarters(scale, from, y, to, c);
            }
            for (int i = 0; i < c; i++) {
                if (!rooted || Float.isNaN(y[to + i])) { // minus infinity has a power, but no root
                    y[to + i] = (float) Math.pow(scale[from + i], -beta);
                }
            }
        }
    }

    private static void square(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = x[from + i] * x[from + i];
        }
    }

    private static void weigh(float[] y, int at, float weight, float bias, int count) {
        for (int i = 0; i < count; i++) {
            y[at + i] = bias + weight * y[at + i];
        }
    }

    private static void threeQuarters(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            float root = (float) Math.sqrt(x[from + i]);
            y[to + i] = 1f / (root * (float) Math.sqrt(root));
        }
    }

    private static void multiply(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] *= x[from + i];
        }
    }

    private static void ratio(
            float[] dY,
            int dFrom,
            float[] y,
            int from,
            float[] scale,
            int at,
            float[] z,
            int to,
            int count) {
        for (int i = 0; i < count; i++) {
            z[to + i] = dY[dFrom + i] * y[from + i] / scale[at + i];
        }
    }
}
