package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Span;

/**
 * Gated recurrent units: gates u, r, o. What the outputs before give to the gate o is reset before
 * their product with the weights, which then are two matrices, or after it.
 */
final class GruCell extends RecurrentCell {
    private final Span outputWeights; // null: reset after the product
    private final Gemm there;
    private final Gemm back;
    private final Gemm thereOutput;
    private final Gemm backOutput;

    /**
     * Gated units for some of the sequences.
     *
     * @param outputWeights those of the gate o; null if they are reset after the product, where all
     *     weights are one matrix
     */
    GruCell(Sizes s, Numbers m, int first, int rows, Span own, Span outputWeights) {
        super(s, m, first, rows, own);
        this.outputWeights = outputWeights;
        int columns = outputWeights == null ? width : 2 * size;
        there = new Gemm(rows, columns, size, false, false, 1);
        back = new Gemm(rows, size, columns, false, true, 1);
        thereOutput = new Gemm(rows, size, size, false, false, 1);
        backOutput = new Gemm(rows, size, size, false, true, 1);
    }

    @Override
    void forward(int t) {
        multiply(there, m.h(), before(m.h(), t, first), m.r());
        for (int n = first; n < first + rows; n++) {
            int inner = at(m.inner(), t, n, size);
            if (!has(t, n)) {
                keep(m.h(), t, n);
                java.util.Arrays.fill(m.inner().array(), inner, inner + size, 0);
            } else if (outputWeights == null) {
                resetAfter(t, n, inner);
            } else {
                resetBefore(t, n, inner);
            }
        }
        if (outputWeights != null) {
            multiply(thereOutput, m.inner(), at(m.inner(), t, first, size), outputWeights);
            for (int n = first; n < first + rows; n++) {
                if (has(t, n)) {
                    int out = at(m.z(), t, n, width) + 2 * size;
                    Loops.add(own.array(), product(n, size), z, out, size);
                    output(t, n);
                }
            }
        }
    }

    private void resetBefore(int t, int n, int inner) {
        int at = at(m.z(), t, n, width);
        Loops.add(own.array(), product(n, 2 * size), z, at, 2 * size);
        Gates.sigmoid(z, at, 2 * size);
        multiply(z, at + size, m.h().array(), before(m.h(), t, n), m.inner().array(), inner);
    }

    private void resetAfter(int t, int n, int inner) {
        int at = at(m.z(), t, n, width);
        int from = product(n, width);
        Loops.add(own.array(), from, z, at, 2 * size);
        Gates.sigmoid(z, at, 2 * size);
        float[] given = m.inner().array();
        System.arraycopy(m.b().array(), m.b().start() + 3 * size, given, inner, size);
        Loops.add(own.array(), from + 2 * size, given, inner, size);
        for (int i = 0; i < size; i++) {
            z[at + 2 * size + i] += z[at + size + i] * given[inner + i];
        }
        output(t, n);
    }

    private void multiply(float[] x, int xAt, float[] h, int hAt, float[] y, int to) {
        for (int i = 0; i < size; i++) {
            y[to + i] = x[xAt + i] * h[hAt + i];
        }
    }

    /** The gate o, and the outputs: as much of those before as u says. */
    private void output(int t, int n) {
        int u = at(m.z(), t, n, width);
        int o = u + 2 * size;
        Gates.tanh(z, o, size);
        mix(z, u, o, m.h().array(), before(m.h(), t, n), after(m.h(), t, n));
    }

    private void mix(float[] z, int u, int o, float[] h, int before, int after) {
        for (int i = 0; i < size; i++) {
            h[after + i] = z[u + i] * h[before + i] + (1 - z[u + i]) * z[o + i];
        }
    }

    @Override
    void back(int t) {
        int numbers = outputWeights == null ? width : size;
        for (int n = first; n < first + rows; n++) {
            int at = at(m.z(), t, n, width);
            int to = at(m.dInner(), t, n, numbers);
            if (!has(t, n)) {
                java.util.Arrays.fill(z, at, at + width, 0);
                java.util.Arrays.fill(m.dInner().array(), to, to + numbers, 0);
                continue;
            }
            float[] dH = m.dH().array();
            int dHAt = gradient(m.dH(), n);
            Loops.add(m.dY().array(), at(m.dY(), t, n, size), dH, dHAt, size);
            gates(z, at, at + 2 * size, m.h().array(), before(m.h(), t, n), dH, dHAt);
            if (outputWeights == null) {
                reset(z, at, m.inner().array(), at(m.inner(), t, n, size), m.dInner().array(), to);
            } else {
                System.arraycopy(z, at + 2 * size, m.dInner().array(), to, size);
            }
        }
        if (outputWeights == null) {
            multiply(back, m.dInner(), at(m.dInner(), t, first, width), m.r());
        } else {
            backThroughReset(t);
        }
        for (int n = first; n < first + rows; n++) {
            if (has(t, n)) {
                int from = product(n, size);
                Loops.add(own.array(), from, m.dH().array(), gradient(m.dH(), n), size);
            }
        }
    }

    /** The gradients of the gates u and o, and what u hands on to the outputs before. */
    private void gates(float[] z, int u, int o, float[] h, int before, float[] dH, int dHAt) {
        for (int i = 0; i < size; i++) {
            float update = z[u + i];
            float out = z[o + i];
            float d = dH[dHAt + i];
            z[u + i] = d * (h[before + i] - out) * update * (1 - update);
            z[o + i] = d * (1 - update) * (1 - out * out);
            dH[dHAt + i] = d * update;
        }
    }

    /** The gradient of the gate r, and those of what the outputs gave to all gates. */
    private void reset(float[] z, int at, float[] inner, int innerAt, float[] dInner, int to) {
        int r = at + size;
        int o = at + 2 * size;
        for (int i = 0; i < size; i++) {
            float reset = z[r + i];
            dInner[to + 2 * size + i] = z[o + i] * reset;
            z[r + i] = z[o + i] * inner[innerAt + i] * reset * (1 - reset);
        }
        System.arraycopy(z, at, dInner, to, 2 * size);
    }

    /** Through the reset outputs to the gate r; then the product of u and r with their weights. */
    private void backThroughReset(int t) {
        multiply(backOutput, m.dInner(), at(m.dInner(), t, first, size), outputWeights);
        int pack = own.start() + rows * size;
        for (int n = first; n < first + rows; n++) {
            int at = at(m.z(), t, n, width);
            if (has(t, n)) {
                int h = before(m.h(), t, n);
                reset(z, at + size, product(n, size), m.h().array(), h, gradient(m.dH(), n));
            }
            System.arraycopy(z, at, own.array(), pack + (n - first) * 2 * size, 2 * size);
        }
        multiply(back, own, pack, m.r());
    }

    private void reset(float[] z, int r, int dReset, float[] h, int before, int dHAt) {
        float[] d = own.array();
        float[] dH = m.dH().array();
        for (int i = 0; i < size; i++) {
            float reset = z[r + i];
            z[r + i] = d[dReset + i] * h[before + i] * reset * (1 - reset);
            dH[dHAt + i] += d[dReset + i] * reset;
        }
    }
}
