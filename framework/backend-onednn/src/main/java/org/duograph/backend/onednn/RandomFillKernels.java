package org.duograph.backend.onednn;

import java.nio.FloatBuffer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.duograph.ops.MSRAFill;
import org.duograph.ops.XavierFill;
import org.duograph.tensor.Philox;

/**
 * Random arrays, such as the weights with which training begins: Java loops that draw the same
 * numbers as the reference kernels, straight into native memory.
 */
final class RandomFillKernels {
    private static final int PIECE = 1 << 14;

    private RandomFillKernels() {}

    static void register(KernelTable table) {
        table.addOfAnyType("UniformFill", KernelTable::givesFloat, RandomFillKernels::uniform);
        table.addOfAnyType("XavierFill", KernelTable::givesFloat, RandomFillKernels::xavier);
        table.addOfAnyType("GaussianFill", KernelTable::givesFloat, RandomFillKernels::gaussian);
        table.addOfAnyType("MSRAFill", KernelTable::givesFloat, RandomFillKernels::msra);
    }

    /** Number {@code i} of a random array. */
    private interface Draw {
        double number(Philox random, int i);
    }

    private static void uniform(Draft d) {
        uniform(d, d.attrs().f("min"), d.attrs().f("max"));
    }

    private static void xavier(Draft d) {
        double scale = XavierFill.scale(d.outShape(0));
        uniform(d, -scale, scale);
    }

    private static void uniform(Draft d, double low, double high) {
        fill(d, (random, i) -> low + (high - low) * random.uniform(i));
    }

    private static void gaussian(Draft d) {
        gaussian(d, d.attrs().f("mean"), d.attrs().f("std"));
    }

    private static void msra(Draft d) {
        gaussian(d, 0, MSRAFill.deviation(d.outShape(0)));
    }

    private static void gaussian(Draft d, double mean, double std) {
        fill(d, (random, i) -> mean + std * random.gaussian(i));
    }

    private static void fill(Draft d, Draw draw) {
        int size = d.outShape(0).intSize();
        Supplier<Philox> randoms = d.randoms();
        d.loop(
                "java",
                memory -> {
                    FloatBuffer y = new Place.Out(0).find(memory).asFloats();
                    return () ->
                            IntStream.range(0, (size + PIECE - 1) / PIECE)
                                    .parallel()
                                    .forEach(piece -> fill(y, piece, randoms.get(), draw));
                });
    }

    /** Fills one piece. Every number is a function of its place, so pieces may go in any order. */
    private static void fill(FloatBuffer y, int piece, Philox random, Draw draw) {
        int end = Math.min(y.capacity(), (piece + 1) * PIECE);
        for (int i = piece * PIECE; i < end; i++) {
            y.put(i, (float) draw.number(random, i));
        }
    }
}
