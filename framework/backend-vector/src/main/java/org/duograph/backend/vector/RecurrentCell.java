package org.duograph.backend.vector;

import java.nio.IntBuffer;
import org.duograph.backend.vector.Drawing.Span;

/**
 * One step of a recurrent layer, and the way back through it, for some of the sequences: products
 * of the states before it with the weights, and then loops over the gates of each sequence.
 * Sequences have nothing to do with each other, so threads share them, and nobody waits for anybody
 * between two steps.
 *
 * <p>Steps are named by their place in the sequences, whichever way they are gone through. A
 * sequence that is over, or has not begun, hands its states on and gives no gradient.
 */
abstract class RecurrentCell {
    /** Sizes, and the sequences that it does: {@code rows} of them from {@code first} on. */
    record Sizes(int steps, int count, int inputs, int size, int gates, boolean reverse) {
        /** Numbers of all gates of a step. */
        int width() {
            return gates * size;
        }

        /** The step that is gone through as the {@code k}-th. */
        int step(int k) {
            return reverse ? steps - 1 - k : k;
        }
    }

    /**
     * Where the numbers are.
     *
     * @param lengths of the sequences; null where all have all steps
     * @param r the weights of the outputs before
     * @param b the biases
     * @param z what X gives to the gates; then the gates; on the way back their gradients
     * @param h the outputs between steps, for T + 1 places
     * @param c the cells there
     * @param inner GRU: what is reset, or what it gives, for all steps
     * @param dInner GRU: the gradients of what the outputs give to the gates
     * @param dY the gradient of Y, on the way back
     * @param dH the gradient of the outputs after a step, and then of those before it
     * @param dC that of the cells
     */
    record Numbers(
            IntBuffer lengths,
            Span r,
            Span b,
            Span peepholes,
            Span z,
            Span h,
            Span c,
            Span inner,
            Span dInner,
            Span dY,
            Span dH,
            Span dC) {}

    final Sizes s;
    final Numbers m;
    final int first;
    final int rows;
    final int size;
    final int width;
    final float[] z;

    /** Memory of its own: a row of all gates for each sequence, then what products need. */
    final Span own;

    private final int free;

    RecurrentCell(Sizes s, Numbers m, int first, int rows, Span own) {
        this.s = s;
        this.m = m;
        this.first = first;
        this.rows = rows;
        this.own = own;
        size = s.size;
        width = s.width();
        z = m.z.array();
        free = own.start() + rows * width;
    }

    /** Numbers of memory of its own that a cell for so many sequences needs. */
    static int own(Sizes s, int rows) {
        int width = s.width();
        return rows * width + new Gemm(rows, width, width, false, true, 1).scratch(); // the largest
    }

    /** Goes through step {@code t}: states after it, and gates. */
    abstract void forward(int t);

    /** Goes back through step {@code t}, of which the gates are there. */
    abstract void back(int t);

    /** Whether sequence {@code n} has a step {@code t}. */
    final boolean has(int t, int n) {
        return m.lengths == null || t < m.lengths.get(n);
    }

    /** Where sequence {@code n} begins at step {@code t} in an array of so many numbers each. */
    final int at(Span all, int t, int n, int numbers) {
        return all.start() + (t * s.count + n) * numbers;
    }

    /** Where the states before step {@code t} begin. */
    final int before(Span states, int t, int n) {
        return at(states, s.reverse ? t + 1 : t, n, size);
    }

    /** Where the states after step {@code t} begin. */
    final int after(Span states, int t, int n) {
        return at(states, s.reverse ? t : t + 1, n, size);
    }

    /** Where gradients of states begin. */
    final int gradient(Span states, int n) {
        return states.start() + n * size;
    }

    /** Where the product's row of sequence {@code n} begins, of rows that are so wide. */
    final int product(int n, int numbers) {
        return own.start() + (n - first) * numbers;
    }

    /** The product of rows, which begin at {@code at}, with a matrix, to memory of its own. */
    final void multiply(Gemm gemm, Span rows, int at, Span matrix) {
        for (int part = 0; part < gemm.parts(); part++) {
            gemm.run(part, rows, at - rows.start(), matrix, 0, own, 0, own.array(), free, false);
        }
    }

    /** Hands states of a sequence on over step {@code t}. */
    final void keep(Span states, int t, int n) {
        System.arraycopy(
                states.array(), before(states, t, n), states.array(), after(states, t, n), size);
    }

    /** The plain layer: one gate, which is the output. */
    static final class Plain extends RecurrentCell {
        private final boolean relu;
        private final Gemm there;
        private final Gemm back;

        Plain(Sizes s, Numbers m, int first, int rows, Span own, boolean relu) {
            super(s, m, first, rows, own);
            this.relu = relu;
            there = new Gemm(rows, size, size, false, false, 1);
            back = new Gemm(rows, size, size, false, true, 1);
        }

        @Override
        void forward(int t) {
            multiply(there, m.h, before(m.h, t, first), m.r);
            for (int n = first; n < first + rows; n++) {
                if (!has(t, n)) {
                    keep(m.h, t, n);
                    continue;
                }
                int at = at(m.z, t, n, size);
                Loops.add(own.array(), product(n, size), z, at, size);
                if (relu) {
                    Loops.relu(z, at, z, at, size);
                } else {
                    Gates.tanh(z, at, size);
                }
                System.arraycopy(z, at, m.h.array(), after(m.h, t, n), size);
            }
        }

        @Override
        void back(int t) {
            for (int n = first; n < first + rows; n++) {
                int at = at(m.z, t, n, size);
                if (has(t, n)) {
                    slope(z, at, m.dY, at(m.dY, t, n, size), m.dH, gradient(m.dH, n));
                } else {
                    java.util.Arrays.fill(z, at, at + size, 0);
                }
            }
            multiply(back, m.z, at(m.z, t, first, size), m.r);
            for (int n = first; n < first + rows; n++) {
                if (has(t, n)) {
                    int from = product(n, size);
                    System.arraycopy(own.array(), from, m.dH.array(), gradient(m.dH, n), size);
                }
            }
        }

        private void slope(float[] z, int at, Span dY, int dYAt, Span dH, int dHAt) {
            for (int i = 0; i < size; i++) {
                float y = z[at + i];
                float slope = relu ? (y > 0 ? 1 : 0) : 1 - y * y;
                z[at + i] = (dY.array()[dYAt + i] + dH.array()[dHAt + i]) * slope;
            }
        }
    }
}
