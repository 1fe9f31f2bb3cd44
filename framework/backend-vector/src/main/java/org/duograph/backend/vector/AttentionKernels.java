package org.duograph.backend.vector;

import java.util.Arrays;
import org.duograph.backend.vector.Drawing.Span;
import org.duograph.ops.math.Broadcast;
import org.duograph.ops.product.Attention;
import org.duograph.tensor.Shape;

/**
 * Attention, of which threads take a head each: a product of queries and keys, which makes the
 * weights where they will stand, a softmax over their rows, and a product with the values.
 */
final class AttentionKernels implements KernelFamily {
    @Override
    public void draw(Drawing d) {
        Heads heads = new Heads(d);
        int own = Math.max(heads.scores.scratch(), heads.means.scratch());
        int scratch = d.scratch(own * d.threads());
        d.loop(
                arrays -> {
                    Span q = arrays.in(0);
                    Span k = arrays.in(1);
                    Span v = arrays.in(2);
                    Span mask = d.has(3) ? arrays.in(3) : null;
                    Span y = arrays.out(0);
                    Span w = arrays.out(1);
                    Span s = arrays.scratch(scratch);
                    return arrays.task(
                                    heads.count,
                                    (head, worker) -> {
                                        int free = s.start() + worker * own;
                                        heads.weights(head, q, k, mask, w, s.array(), free);
                                        heads.values(head, w, v, y, s.array(), free);
                                    })
                            ::run;
                });
    }

    /** The extents of all heads, and the products of one. */
    private static final class Heads {
        private final int count;
        private final int queries;
        private final int keys;
        private final int d;
        private final int e;
        private final float scale;
        private final boolean causal;
        private final int[] maskRows;
        private final int maskStep;
        private final Gemm scores;
        private final Gemm means;

        Heads(Drawing drawing) {
            Shape weights = drawing.outShape(1);
            Shape q = drawing.inShape(0);
            count = weights.sizeOf(0, weights.rank() - 2);
            queries = weights.dim(-2);
            keys = weights.dim(-1);
            d = q.dim(-1);
            e = drawing.outShape(0).dim(-1);
            scale = (float) Attention.scale(drawing.attrs(), q);
            causal = drawing.attrs().flag("causal");
            Shape mask = drawing.has(3) ? drawing.inShape(3) : null;
            maskRows = mask == null ? null : rows(weights, mask);
            maskStep = mask != null && mask.rank() > 0 && mask.dim(-1) > 1 ? 1 : 0;
            scores = new Gemm(queries, keys, d, false, true, 1);
            means = new Gemm(queries, e, keys, false, false, 1);
        }

        /** Where each row of the weights begins in the mask. */
        private static int[] rows(Shape weights, Shape mask) {
            int keys = weights.dim(-1);
            int[] rows = new int[weights.sizeOf(0, weights.rank() - 1)];
            Broadcast.numpy(weights, mask)
                    .forEach(
                            (at, i, m) -> {
                                if (i % keys == 0) {
                                    rows[i / keys] = m;
                                }
                            });
            return rows;
        }

        void weights(int head, Span q, Span k, Span mask, Span w, float[] s, int free) {
            int at = head * queries * keys;
            for (int part = 0; part < scores.parts(); part++) {
                scores.run(part, q, head * queries * d, k, head * keys * d, w, at, s, free, false);
            }
            for (int i = 0; i < queries; i++) {
                int row = head * queries + i;
                int from = w.start() + row * keys;
                int seen = causal ? Math.min(i + 1, keys) : keys;
                Loops.scale(scale, w.array(), from, w.array(), from, seen);
                if (mask != null) {
                    hide(mask.array(), mask.start() + maskRows[row], w.array(), from, seen);
                }
                softmax(w.array(), from, seen);
                Arrays.fill(w.array(), from + seen, from + keys, 0);
            }
        }

        private void hide(float[] mask, int from, float[] w, int to, int seen) {
            for (int j = 0; j < seen; j++) {
                w[to + j] += mask[from + j * maskStep];
            }
        }

        /** Where all is hidden, all weights are zero. */
        private static void softmax(float[] w, int from, int seen) {
            float max = Float.NEGATIVE_INFINITY;
            for (int j = from; j < from + seen; j++) {
                max = Math.max(max, w[j]);
            }
            if (max == Float.NEGATIVE_INFINITY) {
                Arrays.fill(w, from, from + seen, 0);
                return;
            }
            double sum = 0;
            for (int j = from; j < from + seen; j++) {
                w[j] = (float) Math.exp((double) w[j] - max);
                sum += w[j];
            }
            Loops.scale((float) (1 / sum), w, from, w, from, seen);
        }

        void values(int head, Span w, Span v, Span y, float[] s, int free) {
            for (int part = 0; part < means.parts(); part++) {
                means.run(
                        part,
                        w,
                        head * queries * keys,
                        v,
                        head * keys * e,
                        y,
                        head * queries * e,
                        s,
                        free,
                        false);
            }
        }
    }
}
