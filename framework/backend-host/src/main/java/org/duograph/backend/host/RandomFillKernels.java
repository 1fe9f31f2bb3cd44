package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Attrs;
import org.duograph.graph.Node;
import org.duograph.ops.fill.MSRAFill;
import org.duograph.ops.fill.XavierFill;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/**
 * Random arrays, such as the weights with which training begins: the same numbers as the reference
 * kernels draw, by all processors.
 */
final class RandomFillKernels implements KernelFamily {
    private static final int PIECE = 1 << 14;

    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "UniformFill", "XavierFill", "GaussianFill", "MSRAFill" ->
                    HostKernel.ofAnyType(HostKernel::givesFloat, RandomFillKernels::fill);
            default -> null;
        };
    }

    /**
     * What numbers to draw: {@code zero + unit * x}.
     *
     * @param normal whether x is normal, or uniform in [0, 1)
     */
    private record Numbers(boolean normal, double zero, double unit) {
        static Numbers of(Node node) {
            Attrs attrs = node.attrs();
            Shape y = node.output(0).shape();
            return switch (node.op().type()) {
                case "UniformFill" -> between(attrs.f("min"), attrs.f("max"));
                case "XavierFill" -> between(-XavierFill.scale(y), XavierFill.scale(y));
                case "GaussianFill" -> new Numbers(true, attrs.f("mean"), attrs.f("std"));
                default -> new Numbers(true, 0, MSRAFill.deviation(y));
            };
        }

        private static Numbers between(double low, double high) {
            return new Numbers(false, low, high - low);
        }

        /** Every number is a function of its place, so pieces may go in any order. */
        void draw(Philox random, long start, float[] piece) {
            for (int i = 0; i < piece.length; i++) {
                double x = normal ? random.gaussian(start + i) : random.uniform(start + i);
                piece[i] = (float) (zero + unit * x);
            }
        }
    }

    private static Kernel fill(Node node, HostArrays arrays) {
        Numbers numbers = Numbers.of(node);
        FloatBuffer y = arrays.out(0);
        int size = node.output(0).shape().intSize();
        int pieces = (size + PIECE - 1) / PIECE;
        Supplier<Philox> atStep = arrays.random();
        return () ->
                IntStream.range(0, pieces)
                        .parallel()
                        .forEach(i -> fill(y, i * PIECE, size, atStep.get(), numbers));
    }

    private static void fill(FloatBuffer y, int start, int size, Philox random, Numbers numbers) {
        float[] piece = new float[Math.min(PIECE, size - start)];
        numbers.draw(random, start, piece);
        y.put(start, piece);
    }
}
