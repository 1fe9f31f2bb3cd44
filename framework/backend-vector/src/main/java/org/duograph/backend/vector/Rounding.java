package org.duograph.backend.vector;

import org.duograph.backend.vector.VectorLayout.Numbers;

/** Brings weights into fewer bits, and back: from and to plain arrays. */
final class Rounding {
    private Rounding() {}

    /** From one layout to another, of which one is of float32 in the order of the axes. */
    static void copy(VectorLayout from, VectorMemory x, VectorLayout to, VectorMemory y) {
        if (from.isPlain()) {
            round(x.array(), x.start(), to, y);
        } else if (to.isPlain()) {
            widen(from, x, y.array(), y.start());
        } else {
            throw new IllegalArgumentException(
                    "weights go from %s to %s by way of plain ones".formatted(from, to));
        }
    }

    static void round(float[] x, int from, VectorLayout layout, VectorMemory to) {
        int size = layout.type().shape().intSize();
        if (layout.numbers() == Numbers.BFLOAT16) {
            for (int i = 0; i < size; i++) {
                to.halves()[i] = NarrowWeights.half(x[from + i]);
            }
            return;
        }
        int rows = layout.type().shape().dim(0);
        int row = size / rows;
        for (int r = 0; r < rows; r++) {
            to.array()[to.start() + r] =
                    NarrowWeights.round(x, from + r * row, to.wholes(), r * row, row);
        }
    }

    static void widen(VectorLayout layout, VectorMemory from, float[] y, int to) {
        int size = layout.type().shape().intSize();
        int row = size / layout.type().shape().dim(0);
        boolean halves = layout.numbers() == Numbers.BFLOAT16;
        for (int i = 0; i < size; i++) {
            y[to + i] =
                    halves
                            ? NarrowWeights.widen(from.halves()[i])
                            : from.wholes()[i] * from.array()[from.start() + i / row];
        }
    }
}
