package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Span;

/** Long short-term memory: gates i, f, c, o, with peepholes or without. */
final class LstmCell extends RecurrentCell {
    private final Gemm there;
    private final Gemm back;

    LstmCell(Sizes s, Numbers m, int first, int rows, Span own) {
        super(s, m, first, rows, own);
        there = new Gemm(rows, width, size, false, false, 1);
        back = new Gemm(rows, size, width, false, true, 1);
    }

    @Override
    void forward(int t) {
        multiply(there, m.h(), before(m.h(), t, first), m.r());
        for (int n = first; n < first + rows; n++) {
            if (has(t, n)) {
                int at = at(m.z(), t, n, width);
                Loops.add(own.array(), product(n, width), z, at, width);
                int c = after(m.c(), t, n);
                cells(z, at, m.c().array(), before(m.c(), t, n), c);
                outputs(z, at + 3 * size, m.c().array(), c, m.h().array(), after(m.h(), t, n));
            } else {
                keep(m.h(), t, n);
                keep(m.c(), t, n);
            }
        }
    }

    private void cells(float[] z, int at, float[] c, int before, int after) {
        peep(0, c, before, at);
        peep(1, c, before, at + size);
        Gates.sigmoid(z, at, 2 * size);
        Gates.tanh(z, at + 2 * size, size);
        int f = at + size;
        int g = at + 2 * size;
        for (int i = 0; i < size; i++) {
            c[after + i] = z[f + i] * c[before + i] + z[at + i] * z[g + i];
        }
    }

    private void outputs(float[] z, int o, float[] c, int cAt, float[] h, int to) {
        peep(2, c, cAt, o);
        Gates.sigmoid(z, o, size);
        System.arraycopy(c, cAt, h, to, size);
        Gates.tanh(h, to, size);
        for (int i = 0; i < size; i++) {
            h[to + i] *= z[o + i];
        }
    }

    /** Adds to a gate what its peephole sees of the cells. */
    private void peep(int gate, float[] c, int cAt, int to) {
        if (m.peepholes() != null) {
            float[] p = m.peepholes().array();
            int from = m.peepholes().start() + gate * size;
            for (int i = 0; i < size; i++) {
                z[to + i] += p[from + i] * c[cAt + i];
            }
        }
    }

    @Override
    void back(int t) {
        for (int n = first; n < first + rows; n++) {
            int at = at(m.z(), t, n, width);
            if (has(t, n)) {
                back(t, n, at);
            } else {
                java.util.Arrays.fill(z, at, at + width, 0);
            }
        }
        multiply(back, m.z(), at(m.z(), t, first, width), m.r());
        for (int n = first; n < first + rows; n++) {
            if (has(t, n)) {
                int from = product(n, size);
                System.arraycopy(own.array(), from, m.dH().array(), gradient(m.dH(), n), size);
            }
        }
    }

    private void back(int t, int n, int at) {
        float[] c = m.c().array();
        float[] dH = m.dH().array();
        float[] dC = m.dC().array();
        int dHAt = gradient(m.dH(), n);
        int dCAt = gradient(m.dC(), n);
        Loops.add(m.dY().array(), at(m.dY(), t, n, size), dH, dHAt, size);
        int tanh = product(n, size);
        System.arraycopy(c, after(m.c(), t, n), own.array(), tanh, size);
        Gates.tanh(own.array(), tanh, size);
        output(z, at + 3 * size, own.array(), tanh, dH, dHAt, dC, dCAt);
        see(2, at + 3 * size, dC, dCAt);
        gates(z, at, c, before(m.c(), t, n), dC, dCAt);
        see(0, at, dC, dCAt);
        see(1, at + size, dC, dCAt);
    }

    /** The gradient of the output gate, and what the outputs give to that of the cells. */
    private void output(
            float[] z, int o, float[] t, int tAt, float[] dH, int dHAt, float[] dC, int dCAt) {
        for (int i = 0; i < size; i++) {
            float tanh = t[tAt + i];
            float out = z[o + i];
            float d = dH[dHAt + i];
            dC[dCAt + i] += d * out * (1 - tanh * tanh);
            z[o + i] = d * tanh * out * (1 - out);
        }
    }

    /** The gradients of the other gates, and that of the cells before the step. */
    private void gates(float[] z, int at, float[] c, int before, float[] dC, int dCAt) {
        int f = at + size;
        int g = at + 2 * size;
        for (int i = 0; i < size; i++) {
            float in = z[at + i];
            float forget = z[f + i];
            float candidate = z[g + i];
            float d = dC[dCAt + i];
            z[at + i] = d * candidate * in * (1 - in);
            z[f + i] = d * c[before + i] * forget * (1 - forget);
            z[g + i] = d * in * (1 - candidate * candidate);
            dC[dCAt + i] = d * forget;
        }
    }

    /** Adds to the gradient of cells what a gate that sees them gives. */
    private void see(int gate, int from, float[] dC, int dCAt) {
        if (m.peepholes() != null) {
            float[] p = m.peepholes().array();
            int at = m.peepholes().start() + gate * size;
            for (int i = 0; i < size; i++) {
                dC[dCAt + i] += p[at + i] * z[from + i];
            }
        }
    }

    /** Adds the gradients of the peepholes of its gates, over all its steps. */
    void addPeepholes(float[] dP, int to) {
        for (int t = 0; t < s.steps(); t++) {
            for (int n = 0; n < s.count(); n++) {
                int at = at(m.z(), t, n, width);
                float[] c = m.c().array();
                multiply(z, at, c, before(m.c(), t, n), dP, to);
                multiply(z, at + size, c, before(m.c(), t, n), dP, to + size);
                multiply(z, at + 3 * size, c, after(m.c(), t, n), dP, to + 2 * size);
            }
        }
    }

    private void multiply(float[] x, int xAt, float[] c, int cAt, float[] y, int to) {
        for (int i = 0; i < size; i++) {
            y[to + i] += x[xAt + i] * c[cAt + i];
        }
    }
}
