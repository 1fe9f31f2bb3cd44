package org.duograph.backend.vector;

import org.duograph.backend.vector.VectorLayout.Numbers;

/** Brings weights into the numbers that kernels want, and back: from and to plain arrays. */
final class HeldWeights {
    private HeldWeights() {}

    /** From plain numbers into any layout. */
    static void hold(float[] x, int from, VectorLayout layout, VectorMemory to) {
        switch (layout.numbers()) {
            case TYPED ->
                    Permutation.of(VectorLayout.plain(layout.type()), layout)
                            .run(x, from, to.array(), to.start());
            case WINOGRAD -> WinogradFilters.make(x, from, layout, to);
            default -> round(x, from, layout, to);
        }
    }

    /** From any layout to plain numbers. */
    static void giveBack(VectorLayout layout, VectorMemory from, float[] y, int to) {
        switch (layout.numbers()) {
            case TYPED ->
                    Permutation.of(layout, VectorLayout.plain(layout.type()))
                            .run(from.array(), from.start(), y, to);
            case WINOGRAD -> WinogradFilters.giveBack(layout, from, y, to);
            default -> widen(layout, from, y, to);
        }
    }

    private static void round(float[] x, int from, VectorLayout layout, VectorMemory to) {
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

    private static void widen(VectorLayout layout, VectorMemory from, float[] y, int to) {
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
