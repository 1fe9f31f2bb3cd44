package org.duograph.backend.onednn;

import java.nio.FloatBuffer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.duograph.backend.Blueprint.Memory;
import org.duograph.ops.fill.MSRAFill;
import org.duograph.ops.fill.XavierFill;
import org.duograph.tensor.Philox;

/**
 * Random arrays, such as the weights with which training begins: Java loops that draw the same
 * numbers as the reference kernels, straight into native memory.
 */
final class RandomFillKernels implements KernelFamily {
    private static final int PIECE = 1 << 14;

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "UniformFill" -> Entry.ofAnyType(Entry::givesFloat, RandomFillKernels::uniform);
            case "XavierFill" -> Entry.ofAnyType(Entry::givesFloat, RandomFillKernels::xavier);
            case "GaussianFill" -> Entry.ofAnyType(Entry::givesFloat, RandomFillKernels::gaussian);
            case "MSRAFill" -> Entry.ofAnyType(Entry::givesFloat, RandomFillKernels::msra);
            default -> null;
        };
    }

    private static void uniform(Draft d) {
        uniform(d, d.attrs().f("min"), d.attrs().f("max"));
    }

    private static void xavier(Draft d) {
        double scale = XavierFill.scale(d.outShape(0));
        uniform(d, -scale, scale);
    }

    private static void uniform(Draft d, double low, double high) {
        fill(d, new Numbers(false, low, high - low));
    }

    private static void gaussian(Draft d) {
        fill(d, new Numbers(true, d.attrs().f("mean"), d.attrs().f("std")));
    }

    private static void msra(Draft d) {
        fill(d, new Numbers(true, 0, MSRAFill.deviation(d.outShape(0))));
    }

    /**
     * What numbers to draw: {@code zero + unit * x}.
     *
     * @param normal whether x is normal, or uniform in [0, 1)
     */
    private record Numbers(boolean normal, double zero, double unit) {
        /** Every number is a function of its place, so pieces may go in any order. */
        void draw(Philox random, long start, float[] piece) {
            for (int i = 0; i < piece.length; i++) {
                double x = normal ? random.gaussian(start + i) : random.uniform(start + i);
                piece[i] = (float) (zero + unit * x);
            }
        }
    }

    private static void fill(Draft d, Numbers numbers) {
        Function<Memory, Supplier<Philox>> randoms = d.randoms();
        d.loop(
                "java",
                memory -> {
                    FloatBuffer y = new Place.Out(0).find(memory).asFloats();
                    int pieces = (y.capacity() + PIECE - 1) / PIECE;
                    Supplier<Philox> atStep = randoms.apply(memory);
                    return () ->
                            IntStream.range(0, pieces)
                                    .parallel()
                                    .forEach(i -> fill(y, i * PIECE, atStep.get(), numbers));
                });
    }

    private static void fill(FloatBuffer y, int start, Philox random, Numbers numbers) {
        float[] piece = new float[Math.min(PIECE, y.capacity() - start)];
        numbers.draw(random, start, piece);
        y.put(start, piece);
    }
}
