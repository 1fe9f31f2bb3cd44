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
 * @param weights {@code FLOAT32} but for weights that an option lets be rounded
 */
record VectorLayout(ArrayType type, List<Integer> order, Weights weights) implements Layout {
    /** In which numbers an array is held; matrices of weights may be rounded for inference. */
    enum Weights {
        FLOAT32,
        BFLOAT16,
        INT8;

        /** As it is said in an option, and in a plan's text. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Of float32, or of what else the type says. */
    VectorLayout(ArrayType type, List<Integer> order) {
        this(type, order, Weights.FLOAT32);
    }

    /** The array in the order of its axes, its numbers rounded; see {@link NarrowWeights}. */
    static VectorLayout rounded(ArrayType type, Weights weights) {
        return new VectorLayout(type, plain(type).order, weights);
    }

    /** In the order of the axes. */
    static VectorLayout plain(ArrayType type) {
        return new VectorLayout(type, IntStream.range(0, type.shape().rank()).boxed().toList());
    }

    /** Images N x C x H x W, channels last. */
    static VectorLayout channelsLast(ArrayType type) {
        return new VectorLayout(type, List.of(0, 2, 3, 1));
    }

    /** Another array that stands as this one does, such as a gradient. */
    VectorLayout of(ArrayType other) {
        return new VectorLayout(other, order, weights);
    }

    @Override
    public long bytes() {
        return switch (weights) {
            case FLOAT32 -> type.bytes();
            case BFLOAT16 -> type.shape().size() * Short.BYTES;
            case INT8 -> type.shape().size() + type.shape().dim(0) * (long) Float.BYTES;
        };
    }

    @Override
    public boolean isPlain() {
        return isInOrder() && weights == Weights.FLOAT32;
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
        if (weights != Weights.FLOAT32) {
            return weights.word();
        }
        return isInOrder()
                ? "plain"
                : order.stream()
                        .map(axis -> String.valueOf((char) ('a' + axis)))
                        .collect(Collectors.joining());
    }
}
