package org.duograph.ops.view;

import org.duograph.tensor.Shape;

/**
 * A view of an array with steps of its own along each dimension, which is how transposing and
 * slicing see their input.
 *
 * @param shape the view's shape
 * @param start where its first element stands
 * @param steps the distance in memory between neighbours along each dimension
 */
public record Strided(Shape shape, int start, int[] steps) {
    /** The distances between neighbours in a dense array. */
    public static int[] dense(Shape shape) {
        int[] steps = new int[shape.rank()];
        int step = 1;
        for (int i = shape.rank() - 1; i >= 0; i--) {
            steps[i] = step;
            step *= shape.dim(i);
        }
        return steps;
    }

    /** Copies the view of {@code x} into dense {@code y}: double[], long[] or String[] both. */
    public void gather(Object x, Object y) {
        if (x instanceof long[] from) {
            gather(from, (long[]) y);
        } else if (x instanceof String[] from) {
            gather(from, (String[]) y);
        } else {
            gather((double[]) x, (double[]) y);
        }
    }

    private void gather(long[] x, long[] y) {
        forEachRow(
                (xAt, yAt, count, step) -> {
                    for (int i = 0; i < count; i++) {
                        y[yAt + i] = x[xAt + i * step];
                    }
                });
    }

    private void gather(String[] x, String[] y) {
        forEachRow(
                (xAt, yAt, count, step) -> {
                    for (int i = 0; i < count; i++) {
                        y[yAt + i] = x[xAt + i * step];
                    }
                });
    }

    private void gather(double[] x, double[] y) {
        forEachRow(
                (xAt, yAt, count, step) -> {
                    for (int i = 0; i < count; i++) {
                        y[yAt + i] = x[xAt + i * step];
                    }
                });
    }

    /** Copies dense {@code y} into the view of {@code x}. */
    public void scatter(double[] y, double[] x) {
        forEachRow(
                (xAt, yAt, count, step) -> {
                    for (int i = 0; i < count; i++) {
                        x[xAt + i * step] = y[yAt + i];
                    }
                });
    }

    /** Copies dense {@code y} into the view of {@code x}. */
    public void scatter(long[] y, long[] x) {
        forEachRow(
                (xAt, yAt, count, step) -> {
                    for (int i = 0; i < count; i++) {
                        x[xAt + i * step] = y[yAt + i];
                    }
                });
    }

    @FunctionalInterface
    private interface Row {
        void visit(int xAt, int yAt, int count, int step);
    }

    /** Visits the rows along the last dimension; a scalar is one row of one element. */
    private void forEachRow(Row row) {
        int last = shape.rank() - 1;
        int count = last < 0 ? 1 : shape.dim(last);
        int step = last < 0 ? 1 : steps[last];
        int rows = last < 0 ? 1 : shape.sizeOf(0, last);
        int[] index = new int[Math.max(last, 0)];
        int at = start;
        for (int r = 0; r < rows; r++) {
            row.visit(at, r * count, count, step);
            for (int d = last - 1; d >= 0; d--) {
                at += steps[d];
                if (++index[d] < shape.dim(d)) {
                    break;
                }
                at -= index[d] * steps[d];
                index[d] = 0;
            }
        }
    }
}
