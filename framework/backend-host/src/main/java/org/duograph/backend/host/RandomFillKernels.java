package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.function.Supplier;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Attrs;
import org.duograph.graph.Node;
import org.duograph.ops.fill.MSRAFill;
import org.duograph.ops.fill.PhiloxFill;
import org.duograph.ops.fill.PhiloxNumbers;
import org.duograph.ops.fill.XavierFill;
import org.duograph.tensor.DType;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/**
 * Random arrays, such as the weights with which training begins: the same numbers as the reference
 * kernels draw.
 */
final class RandomFillKernels implements KernelFamily {
    private static final int PIECE = 1024; // numbers; groups of four are not cut

    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "UniformFill", "XavierFill", "GaussianFill", "MSRAFill" ->
                    HostKernel.ofAnyType(HostKernel::givesFloat, RandomFillKernels::fill);
            case "PhiloxFill" ->
                    HostKernel.ofAnyType(HostKernel::givesFloat, RandomFillKernels::fillFromStream);
            default -> null;
        };
    }

    /** TensorFlow's numbers, some at a time. */
    private static Kernel fillFromStream(Node node, HostArrays arrays) {
        Attrs attrs = node.attrs();
        LongBuffer start = arrays.input(0).asLongs();
        FloatBuffer y = arrays.out(0);
        int size = node.output(0).shape().intSize();
        double[] piece = new double[Math.min(size, PIECE)];
        return () -> {
            PhiloxNumbers numbers = PhiloxFill.numbers(attrs, start.get(0), DType.FLOAT32);
            for (int from = 0; from < size; from += PIECE) {
                int count = Math.min(PIECE, size - from);
                PhiloxFill.fill(attrs, numbers, from, piece, count);
                for (int i = 0; i < count; i++) {
                    y.put(from + i, (float) piece[i]);
                }
            }
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

        float draw(Philox random, int i) {
            return (float) (zero + unit * (normal ? random.gaussian(i) : random.uniform(i)));
        }
    }

    private static Kernel fill(Node node, HostArrays arrays) {
        Numbers numbers = Numbers.of(node);
        FloatBuffer y = arrays.out(0);
        int size = node.output(0).shape().intSize();
        Supplier<Philox> atStep = arrays.random();
        return () -> {
            Philox random = atStep.get();
            for (int i = 0; i < size; i++) {
                y.put(i, numbers.draw(random, i));
            }
        };
    }
}
