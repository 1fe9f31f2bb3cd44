package org.duograph.backend.cuda;

import java.util.Arrays;
import org.duograph.ops.view.Strided;
import org.duograph.tensor.Shape;

/** Views of arrays as the structs that {@code shapes.cu} takes. */
final class Views {
    /** As many dimensions those structs have room for. */
    static final int AXES = 8;

    private Views() {}

    /** The same view in as few dimensions as can be; at least one. */
    static Strided merged(Strided view) {
        Shape shape = view.shape();
        int[] dims = new int[Math.max(1, shape.rank())];
        int[] steps = new int[dims.length];
        dims[0] = 1;
        int last = -1; // the dimension that the next one may be merged into
        for (int d = 0; d < shape.rank(); d++) {
            int dim = shape.dim(d);
            int step = view.steps()[d];
            if (dim == 1) {
                continue;
            }
            if (last >= 0 && steps[last] == step * dim) {
                dims[last] *= dim;
            } else {
                dims[++last] = dim;
            }
            steps[last] = step;
        }
        int rank = Math.max(1, last + 1);
        return new Strided(
                Shape.of(Arrays.copyOf(dims, rank)), view.start(), Arrays.copyOf(steps, rank));
    }

    /** The struct View: rank, start, dims, steps. */
    static int[] numbers(Strided view) {
        Strided merged = merged(view);
        int[] numbers = new int[2 + 2 * AXES];
        numbers[0] = merged.shape().rank();
        numbers[1] = merged.start();
        for (int d = 0; d < numbers[0]; d++) {
            numbers[2 + d] = merged.shape().dim(d);
            numbers[2 + AXES + d] = merged.steps()[d];
        }
        return numbers;
    }

    /**
     * The struct Box of a part that is seen in {@code whole}: rank, dims, starts, steps, counts.
     */
    static int[] box(Strided part, Shape whole) {
        int[] dense = Strided.dense(whole);
        int[] numbers = new int[1 + 4 * AXES];
        numbers[0] = whole.rank();
        for (int d = 0; d < whole.rank(); d++) {
            int step = part.steps()[d] / dense[d];
            numbers[1 + d] = whole.dim(d);
            numbers[1 + AXES + d] = part.start() / dense[d] % whole.dim(d);
            numbers[1 + 2 * AXES + d] = step == 0 ? 1 : step;
            numbers[1 + 3 * AXES + d] = part.shape().dim(d);
        }
        return numbers;
    }
}
