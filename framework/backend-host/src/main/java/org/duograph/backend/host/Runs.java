package org.duograph.backend.host;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.duograph.ops.view.Strided;
import org.duograph.tensor.Shape;

/**
 * A view of an array as runs of elements that stand together in it, as they do in the dense array
 * of the view's shape.
 *
 * @param bytes how long each run is
 * @param starts the byte at which each begins in the whole array
 */
record Runs(int bytes, int[] starts) {
    /**
     * The runs of a view, each as long as can be.
     *
     * @param element bytes of an element
     */
    static Runs of(Strided view, int element) {
        Shape shape = view.shape();
        int axes = shape.rank(); // that runs do not span
        int run = 1;
        while (axes > 0 && (view.steps()[axes - 1] == run || shape.dim(axes - 1) == 1)) {
            run *= shape.dim(--axes);
        }
        int[] starts = new int[shape.sizeOf(0, axes)];
        Arrays.fill(starts, view.start() * element);
        for (int i = 0; i < starts.length; i++) {
            int rest = i;
            for (int axis = axes - 1; axis >= 0; axis--) {
                starts[i] += rest % shape.dim(axis) * view.steps()[axis] * element;
                rest /= shape.dim(axis);
            }
        }
        return new Runs(run * element, starts);
    }

    /** Copies the view of {@code x} into dense {@code y}. */
    void gather(ByteBuffer x, ByteBuffer y) {
        for (int i = 0; i < starts.length; i++) {
            copy(x, starts[i], y, i * bytes);
        }
    }

    /** Copies dense {@code y} into the view of {@code x}. */
    void scatter(ByteBuffer y, ByteBuffer x) {
        for (int i = 0; i < starts.length; i++) {
            copy(y, i * bytes, x, starts[i]);
        }
    }

    private void copy(ByteBuffer from, int at, ByteBuffer to, int toAt) {
        if (bytes == Float.BYTES) { // of one element, which bulk copies are slow for
            to.putInt(toAt, from.getInt(at));
        } else {
            to.put(toAt, from, at, bytes);
        }
    }
}
