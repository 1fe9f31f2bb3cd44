package org.duograph.backend.host;

import java.util.Arrays;
import org.duograph.backend.Elements;
import org.duograph.ops.view.Strided;
import org.duograph.tensor.Shape;

/**
 * A view of an array as runs of elements that stand together in it, as they do in the dense array
 * of the view's shape.
 *
 * @param length elements of each run
 * @param starts where each begins in the whole array
 */
record Runs(int length, int[] starts) {
    /** The runs of a view, each as long as can be. */
    static Runs of(Strided view) {
        Shape shape = view.shape();
        int axes = shape.rank(); // that runs do not span
        int run = 1;
        while (axes > 0 && (view.steps()[axes - 1] == run || shape.dim(axes - 1) == 1)) {
            run *= shape.dim(--axes);
        }
        int[] starts = new int[shape.sizeOf(0, axes)];
        Arrays.fill(starts, view.start());
        for (int i = 0; i < starts.length; i++) {
            int rest = i;
            for (int axis = axes - 1; axis >= 0; axis--) {
                starts[i] += rest % shape.dim(axis) * view.steps()[axis];
                rest /= shape.dim(axis);
            }
        }
        return new Runs(run, starts);
    }

    /** Copies the view of {@code x} into dense {@code y}. */
    void gather(Elements x, Elements y) {
        for (int i = 0; i < starts.length; i++) {
            y.put(i * length, x, starts[i], length);
        }
    }

    /** Copies dense {@code y} into the view of {@code x}. */
    void scatter(Elements y, Elements x) {
        for (int i = 0; i < starts.length; i++) {
            x.put(starts[i], y, i * length, length);
        }
    }
}
