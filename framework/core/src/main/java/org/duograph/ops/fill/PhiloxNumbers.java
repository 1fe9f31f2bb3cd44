package org.duograph.ops.fill;

import org.duograph.tensor.DType;
import org.duograph.tensor.Philox;

/**
 * The random numbers that TensorFlow makes of Philox's bits, to the last bit but for the library's
 * sine and logarithm.
 *
 * <p>Numbers come in groups of four: of one block of bits a group of four float32 numbers, or two
 * of 64 bits. Only truncated normal numbers need more, for those too far out are drawn again: each
 * group has 256 blocks of its own.
 *
 * <p>Source: TensorFlow 1.15, core/lib/random/random_distributions.h and random_op.cc.
 */
public final class PhiloxNumbers {
    /** How many blocks TensorFlow sets aside for each number. */
    public static final int BLOCKS_PER_NUMBER = 256;

    private static final float LEAST = 1e-7f; // a float32 that has a logarithm

    private final Philox bits;
    private final long start;
    private final boolean isDouble;

    /**
     * The numbers of a stream.
     *
     * @param key the generator's key: TensorFlow's seed
     * @param stream which of its streams: TensorFlow's seed2
     * @param start the first block of bits
     * @param dtype float64, or another type, whose numbers are those of float32
     */
    public PhiloxNumbers(long key, long stream, long start, DType dtype) {
        this.bits = new Philox(key, stream);
        this.start = start;
        this.isDouble = dtype == DType.FLOAT64;
    }

    /** Word {@code i} of the bits from the start on. */
    private int word(long i) {
        return bits.bits(4 * start + i);
    }

    /** Number {@code i}, uniform in [0, 1). */
    public double uniform(long i) {
        return isDouble ? uniform64(2 * i) : uniform32(word(i));
    }

    private static float uniform32(int word) {
        return Float.intBitsToFloat(0x3f800000 | word & 0x7fffff) - 1;
    }

    private double uniform64(long at) {
        long mantissa = (word(at) & 0xfffffL) << 32 | word(at + 1) & 0xffffffffL;
        return Double.longBitsToDouble(0x3ff0000000000000L | mantissa) - 1;
    }

    /** Number {@code i}, normal. */
    public double normal(long i) {
        long pair = i & ~1L;
        if (isDouble) {
            return normal64(2 * pair, i == pair);
        }
        return normal32(word(pair), word(pair + 1), i == pair);
    }

    /** Two normal numbers of two uniform ones: Box and Muller's. */
    private static float normal32(int first, int second, boolean sine) {
        float u = Math.max(uniform32(first), LEAST);
        float angle = (float) (2 * Math.PI) * uniform32(second);
        float radius = (float) Math.sqrt(-2 * (float) Math.log(u));
        return (float) (sine ? Math.sin(angle) : Math.cos(angle)) * radius;
    }

    private double normal64(long at, boolean sine) {
        double u = Math.max(uniform64(at), 1e-7);
        double angle = 2 * Math.PI * uniform64(at + 2);
        double radius = Math.sqrt(-2 * Math.log(u));
        return (sine ? Math.sin(angle) : Math.cos(angle)) * radius;
    }

    /** Number {@code i}, uniform among the whole numbers from low on, below {@code below}. */
    public long whole(long i, long low, long below, DType dtype) {
        long range = below - low;
        if (dtype == DType.INT64) {
            long number = word(2 * i) & 0xffffffffL | (long) word(2 * i + 1) << 32;
            return low + Long.remainderUnsigned(number, range);
        }
        return low + (word(i) & 0xffffffffL) % range;
    }

    /** How many numbers a group has: as many as a block has bits for. */
    public int group() {
        return isDouble ? 2 : 4;
    }

    /** A group of normal numbers whose size is below 2; {@code numbers} is as long as a group. */
    public void truncated(long group, double[] numbers) {
        long at = group * BLOCKS_PER_NUMBER * numbers.length;
        int found = 0;
        while (found < numbers.length) {
            for (int k = 0; k < 2 && found < numbers.length; k++) {
                boolean sine = k == 0;
                double number =
                        isDouble ? normal64(at, sine) : normal32(word(at), word(at + 1), sine);
                if (Math.abs(number) < 2) {
                    numbers[found++] = number;
                }
            }
            at += isDouble ? 4 : 2;
        }
    }

    /** The whole numbers below {@code size} in a random order. */
    public long[] order(int size) {
        long[] order = new long[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        for (int i = 0; i < size - 1; i++) {
            int other = i + (int) ((word(i) & 0xffffffffL) % (size - i));
            long swapped = order[i];
            order[i] = order[other];
            order[other] = swapped;
        }
        return order;
    }
}
