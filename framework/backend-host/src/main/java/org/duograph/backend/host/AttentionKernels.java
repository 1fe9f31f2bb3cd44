package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.ops.math.Broadcast;
import org.duograph.ops.product.Attention;
import org.duograph.tensor.Shape;

/**
 * Attention, head by head through Java arrays, of which the compiler makes vector instructions: the
 * keys are turned, so that one number of a query meets all keys at once.
 */
final class AttentionKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return type.equals("Attention")
                ? HostKernel.ofFloats((node, arrays) -> new Heads(node, arrays))
                : null;
    }

    /** What one head needs, and the memory of all. */
    private static final class Heads implements Kernel {
        private final FloatBuffer[] in = new FloatBuffer[3];
        private final FloatBuffer y;
        private final FloatBuffer w;
        private final FloatBuffer mask;
        private final int[] maskRows;
        private final int maskStep;
        private final int heads;
        private final int queries;
        private final int keys;
        private final int d;
        private final int e;
        private final float scale;
        private final boolean causal;
        private final float[] query;
        private final float[] turned;
        private final float[] key;
        private final float[] values;
        private final float[] row;
        private final float[] mean;

        Heads(Node node, HostArrays arrays) {
            for (int i = 0; i < in.length; i++) {
                in[i] = arrays.in(i);
            }
            y = arrays.out(0);
            w = arrays.out(1);
            Shape weights = node.output(1).shape();
            Shape q = node.input(0).shape();
            heads = weights.sizeOf(0, weights.rank() - 2);
            queries = weights.dim(-2);
            keys = weights.dim(-1);
            d = q.dim(-1);
            e = node.output(0).shape().dim(-1);
            scale = (float) Attention.scale(node.attrs(), q);
            causal = node.attrs().flag("causal");
            boolean masked = node.inputs().size() > 3 && !node.input(3).isAbsent();
            mask = masked ? arrays.in(3) : null;
            maskRows = masked ? rows(weights, node.input(3).shape()) : null;
            maskStep = masked && last(node.input(3).shape()) > 1 ? 1 : 0;
            query = new float[d];
            key = new float[d];
            turned = new float[d * keys];
            values = new float[keys * e];
            row = new float[keys];
            mean = new float[e];
        }

        private static int last(Shape shape) {
            return shape.rank() == 0 ? 1 : shape.dim(-1);
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

        @Override
        public void run() {
            for (int head = 0; head < heads; head++) {
                for (int j = 0; j < keys; j++) {
                    in[1].get((head * keys + j) * d, key);
                    for (int c = 0; c < d; c++) {
                        turned[c * keys + j] = key[c];
                    }
                }
                in[2].get(head * keys * e, values);
                for (int i = 0; i < queries; i++) {
                    query(head * queries + i, causal ? Math.min(i + 1, keys) : keys);
                }
            }
        }

        private void query(int at, int seen) {
            in[0].get(at * d, query);
            Arrays.fill(row, 0);
            for (int c = 0; c < d; c++) {
                addScaled(turned, c * keys, query[c], row, seen);
            }
            float max = Float.NEGATIVE_INFINITY;
            for (int j = 0; j < seen; j++) {
                float score = row[j] * scale;
                row[j] = mask == null ? score : score + mask.get(maskRows[at] + j * maskStep);
                max = Math.max(max, row[j]);
            }
            double sum = 0;
            for (int j = 0; j < seen; j++) {
                row[j] =
                        max == Float.NEGATIVE_INFINITY
                                ? 0
                                : (float) Math.exp((double) row[j] - max);
                sum += row[j];
            }
            float share = sum == 0 ? 0 : (float) (1 / sum);
            for (int j = 0; j < seen; j++) {
                row[j] *= share;
            }
            Arrays.fill(row, seen, keys, 0);
            Arrays.fill(mean, 0);
            for (int j = 0; j < seen; j++) {
                addScaled(values, j * e, row[j], mean, e);
            }
            w.put(at * keys, row);
            y.put(at * e, mean);
        }

        private static void addScaled(float[] x, int from, float factor, float[] y, int count) {
            for (int i = 0; i < count; i++) {
                y[i] += factor * x[from + i];
            }
        }
    }
}
