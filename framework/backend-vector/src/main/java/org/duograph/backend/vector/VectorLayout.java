package org.duograph.backend.vector;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duograph.backend.Layout;
import org.duograph.tensor.ArrayType;

/**
 * How an array stands in memory: densely, its axes in some order. Images stand with channels last,
 * filters with the output channels last, so that vectors run along channels.
 *
 * @param order the axes, the one that varies fastest last
 * @param numbers in which numbers it is held
 */
record VectorLayout(ArrayType type, List<Integer> order, Numbers numbers) implements Layout {
    /** In which numbers an array is held. */
    enum Numbers {
        /** Those of its type, which is float32 wherever the order is not that of the axes. */
        TYPED,
        /** The upper halves of float32; see {@link NarrowWeights}. */
        BFLOAT16,
        /** Whole numbers from -127 to 127, and a scale for each row. */
        INT8,
        /** Filters of 3 x 3 that are transformed already; see {@link WinogradFilters}. */
        WINOGRAD,
        /** Floats that a kernel saves for its gradient's, and which mean nothing to others. */
        SAVED;

        /** As a plan's text has it. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Of the type's own numbers. */
    VectorLayout(ArrayType type, List<Integer> order) {
        this(type, order, Numbers.TYPED);
    }

    /** In the order of the axes. */
    static VectorLayout plain(ArrayType type) {
        return new VectorLayout(type, IntStream.range(0, type.shape().rank()).boxed().toList());
    }

    /** Images N x C x H x W, channels last. */
    static VectorLayout channelsLast(ArrayType type) {
        return new VectorLayout(type, List.of(0, 2, 3, 1));
    }

    /** The channels, which are axis 1 of an array with whatever axes, last. */
    static VectorLayout channelsLast(ArrayType type, boolean nhwc) {
        int rank = type.shape().rank();
        if (nhwc || rank < 3) {
            return plain(type);
        }
        IntStream others = IntStream.range(0, rank).filter(axis -> axis != 1);
        IntStream order = IntStream.concat(others, IntStream.of(1));
        return new VectorLayout(type, order.boxed().toList());
    }

    /** The same order, held in other numbers. */
    VectorLayout in(Numbers others) {
        return new VectorLayout(type, order, others);
    }

    /** Another array that stands as this one does, such as a gradient. */
    VectorLayout of(ArrayType other) {
        return new VectorLayout(other, order, numbers);
    }

    @Override
    public long bytes() {
        long size = type.shape().size();
        return switch (numbers) {
            case TYPED -> type.bytes();
            case BFLOAT16 -> size * Short.BYTES;
            case INT8 -> size + type.shape().dim(0) * (long) Float.BYTES;
            case WINOGRAD -> WinogradFilters.numbers(type.shape()) * Float.BYTES;
            case SAVED -> size * Float.BYTES;
        };
    }

    @Override
    public boolean isPlain() {
        return isInOrder() && numbers == Numbers.TYPED;
    }

    private boolean isInOrder() {
        for (int i = 0; i < order.size(); i++) {
            if (order.get(i) != i) {
                return false;
            }
        }
        return true;
    }

    /** {@code plain}, or the axes by letters: {@code acdb} is channels last. */
    @Override
    public String toString() {
        if (numbers != Numbers.TYPED) {
            return numbers.word();
        }
        return isInOrder()
                ? "plain"
                : order.stream()
                        .map(axis -> String.valueOf((char) ('a' + axis)))
                        .collect(Collectors.joining());
    }
}
