package org.duograph.backend.vector;

import java.util.ArrayList;
import java.util.List;

/**
 * Copies a dense array so that its axes stand in another order. Axes that stand together before and
 * after are one; what is left is either runs that are copied, or the transposition of many
 * matrices, which goes by small squares, so that reads and writes both stay in the nearest cache.
 */
final class Permutation {
    private static final int SQUARE = 16;

    private final int[] dims; // in the order of the target, the fastest last
    private final int[] steps; // of the source
    private final int[] strides; // of the target
    private final int turned; // the axis that is fastest in the source
    private final int outer; // copies or matrices

    private Permutation(List<Integer> dims, List<Integer> steps) {
        this.dims = dims.stream().mapToInt(i -> i).toArray();
        this.steps = steps.stream().mapToInt(i -> i).toArray();
        strides = new int[this.dims.length];
        int stride = 1;
        int fastest = this.dims.length - 1;
        for (int i = this.dims.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= this.dims[i];
            fastest = this.steps[i] < this.steps[fastest] ? i : fastest;
        }
        turned = fastest;
        int last = this.dims.length - 1;
        int count = 1;
        for (int i = 0; i < this.dims.length; i++) {
            count *= i == last || i == turned ? 1 : this.dims[i];
        }
        outer = count;
    }

    /** From one order of the axes to another. */
    static Permutation of(VectorLayout from, VectorLayout to) {
        int rank = from.order().size();
        int[] step = new int[rank];
        int next = 1;
        for (int i = rank - 1; i >= 0; i--) {
            int axis = from.order().get(i);
            step[axis] = next;
            next *= from.type().shape().dim(axis);
        }
        List<Integer> dims = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        for (int axis : to.order()) {
            int dim = from.type().shape().dim(axis);
            int last = dims.size() - 1;
            if (dim == 1) {
                continue;
            }
            if (last >= 0 && steps.get(last) == dim * step[axis]) { // they stand together
                dims.set(last, dims.get(last) * dim);
                steps.set(last, step[axis]);
            } else {
                dims.add(dim);
                steps.add(step[axis]);
            }
        }
        if (dims.isEmpty()) {
            dims.add(1);
            steps.add(1);
        }
        return new Permutation(dims, steps);
    }

    /** How many parts there are that may be copied side by side. */
    int parts() {
        return outer;
    }

    /** Copies all of it. */
    void run(float[] x, int from, float[] y, int to) {
        for (int part = 0; part < outer; part++) {
            run(part, x, from, y, to);
        }
    }

    /** Copies one part. */
    void run(int part, float[] x, int from, float[] y, int to) {
        int last = dims.length - 1;
        int s = from;
        int t = to;
        int rest = part;
        for (int i = last - 1; i >= 0; i--) {
            if (i != turned) {
                s += rest % dims[i] * steps[i];
                t += rest % dims[i] * strides[i];
                rest /= dims[i];
            }
        }
        if (turned == last) {
            System.arraycopy(x, s, y, t, dims[last]);
            return;
        }
        turn(x, s, steps[last], y, t, strides[turned], dims[turned], dims[last]);
    }

    /**
     * {@code y[r, c] = x[c, r]}, where a line of x is {@code line} long and a row of y {@code row}.
     */
    static void turn(
            float[] x, int from, int line, float[] y, int to, int row, int rows, int cols) {
        for (int r = 0; r < rows; r += SQUARE) {
            for (int c = 0; c < cols; c += SQUARE) {
                square(
                        x,
                        from + r + c * line,
                        line,
                        y,
                        to + r * row + c,
                        row,
                        Math.min(SQUARE, rows - r),
                        Math.min(SQUARE, cols - c));
            }
        }
    }

    private static void square(
            float[] x, int from, int line, float[] y, int to, int row, int rows, int cols) {
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < cols; c++) {
                y[to + r * row + c] = x[from + c * line + r];
            }
        }
    }
}
