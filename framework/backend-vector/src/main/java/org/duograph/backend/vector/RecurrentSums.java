package org.duograph.backend.vector;

import java.util.List;
import org.duograph.backend.vector.Drawing.Arrays;
import org.duograph.backend.vector.Drawing.Span;
import org.duograph.backend.vector.RecurrentCell.Numbers;
import org.duograph.backend.vector.RecurrentCell.Sizes;

/**
 * What the gradients of a recurrent layer are when those of all gates of all steps are there: sums
 * over all steps, which are products of matrices.
 */
final class RecurrentSums {
    private final Sizes s;
    private final int w;
    private final boolean isGru;
    private final boolean resetAfter;
    private final int all;
    private final Gemm toX;
    private final Gemm toW;
    private final Gemm toR;
    private final Gemm toOutputs;

    RecurrentSums(Drawing d, Sizes s, int w, boolean isGru, boolean resetAfter) {
        this.s = s;
        this.w = w;
        this.isGru = isGru;
        this.resetAfter = resetAfter;
        all = s.steps() * s.count();
        int threads = d.threads();
        toX = new Gemm(all, s.inputs(), s.width(), false, true, threads);
        toW = new Gemm(s.inputs(), s.width(), all, true, false, threads);
        toR = new Gemm(s.size(), s.width(), all, true, false, threads);
        toOutputs = new Gemm(s.size(), s.size(), all, true, false, threads);
    }

    /**
     * Adds the work that gives the gradients of X, W, R and B.
     *
     * @param own memory for the gradient of GRU's weights of the gate o
     * @param free what products need
     */
    void addTo(List<Workers.Task> tasks, Arrays arrays, Numbers m, Span x, Span own, Span free) {
        Span dR = arrays.out(w + 1);
        Span h = new Span(m.h().array(), m.h().start() + (s.reverse() ? s.count() * s.size() : 0));
        tasks.add(product(arrays, toX, m.z(), arrays.in(w), arrays.out(0), free, false));
        tasks.add(product(arrays, toW, x, m.z(), arrays.out(w), free, false));
        tasks.add(product(arrays, toR, h, resetAfter ? m.dInner() : m.z(), dR, free, false));
        if (isGru && !resetAfter) {
            int size = s.size();
            tasks.add(product(arrays, toOutputs, m.inner(), m.dInner(), own, free, false));
            tasks.add(
                    arrays.task(
                            size,
                            (row, worker) -> {
                                int to = dR.start() + row * 3 * size + 2 * size;
                                int from = own.start() + row * size;
                                System.arraycopy(own.array(), from, dR.array(), to, size);
                            }));
        }
        Span dB = arrays.out(w + 2);
        tasks.add(sums(arrays, m.z(), 0, dB, 0, s.width()));
        if (resetAfter) {
            tasks.add(sums(arrays, m.dInner(), 2 * s.size(), dB, 3 * s.size(), s.size()));
        }
    }

    /** A product of matrices, or what it adds; {@code free} is what it needs for each thread. */
    static Workers.Task product(
            Arrays arrays, Gemm gemm, Span a, Span b, Span y, Span free, boolean add) {
        return arrays.task(
                gemm.parts(),
                (part, worker) ->
                        gemm.run(
                                part,
                                a,
                                0,
                                b,
                                0,
                                y,
                                0,
                                free.array(),
                                free.start() + worker * gemm.scratch(),
                                add));
    }

    /** Sums over all steps, of columns of which each part has some. */
    private Workers.Task sums(Arrays arrays, Span x, int column, Span y, int to, int columns) {
        int parts = Math.max(1, columns / 64);
        return arrays.task(
                parts,
                (part, worker) -> {
                    int first = columns * part / parts;
                    int count = columns * (part + 1) / parts - first;
                    int at = y.start() + to + first;
                    java.util.Arrays.fill(y.array(), at, at + count, 0);
                    for (int i = 0; i < all; i++) {
                        int from = x.start() + i * s.width() + column + first;
                        Loops.add(x.array(), from, y.array(), at, count);
                    }
                });
    }
}
