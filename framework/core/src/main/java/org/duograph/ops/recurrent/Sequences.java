package org.duograph.ops.recurrent;

import java.util.Arrays;
import org.duograph.graph.ReferenceKernel.Operands;

/**
 * The sequences that a recurrent layer reads, as its reference kernel goes through them: one after
 * the other, each step by step.
 *
 * @param steps the number of steps, T
 * @param count the number of sequences, N
 * @param inputs the numbers that a step reads, I
 * @param size the numbers of a state, H
 * @param reverse whether each sequence is read from its end
 * @param lengths the length of each sequence, or null where all have T steps
 */
record Sequences(int steps, int count, int inputs, int size, boolean reverse, double[] lengths) {
    /** Those of a node whose X is input 0 and whose H0 is input 1. */
    static Sequences of(Operands o, int lengths) {
        return new Sequences(
                o.inShape(0).dim(0),
                o.inShape(0).dim(1),
                o.inShape(0).dim(2),
                o.inShape(1).dim(1),
                o.attrs().flag("reverse"),
                o.has(lengths) ? o.in(lengths) : null);
    }

    /** The number of steps of sequence {@code n}. */
    int length(int n) {
        return lengths == null ? steps : (int) Math.max(0, Math.min(lengths[n], steps));
    }

    /** The step that sequence {@code n} goes through as its {@code k}-th. */
    int step(int n, int k) {
        return reverse ? length(n) - 1 - k : k;
    }

    /** Where the numbers of X begin for the {@code k}-th step of sequence {@code n}. */
    int x(int n, int k) {
        return (step(n, k) * count + n) * inputs;
    }

    /** Where the numbers of Y begin for the {@code k}-th step of sequence {@code n}. */
    int y(int n, int k) {
        return (step(n, k) * count + n) * size;
    }

    /** The state of sequence {@code n} in an array of such states, N x H. */
    double[] state(double[] states, int n) {
        return Arrays.copyOfRange(states, n * size, (n + 1) * size);
    }

    /** Writes the state of sequence {@code n} into an array of such states, N x H. */
    void putState(double[] state, double[] states, int n) {
        System.arraycopy(state, 0, states, n * size, size);
    }
}
