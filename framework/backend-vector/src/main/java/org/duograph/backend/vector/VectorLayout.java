package org.duograph.backend.vector;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duograph.backend.Layout;
import org.duograph.tensor.ArrayType;

/**
 * How an array stands in memory: densely, its axes in some order. Images stand with channels last,
 * filters with the output channels last, so that vectors run along channels.
 *
 * @param order the axes, the one that varies fastest last
 */
record VectorLayout(ArrayType type, List<Integer> order) implements Layout {
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
        return new VectorLayout(other, order);
    }

    @Override
    public long bytes() {
        return type.bytes();
    }

    @Override
    public boolean isPlain() {
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
        return isPlain()
                ? "plain"
                : order.stream()
                        .map(axis -> String.valueOf((char) ('a' + axis)))
                        .collect(Collectors.joining());
    }
}
