package org.duograph.keras.layer;

import java.util.Arrays;
import org.duograph.tensor.DType;

/**
 * What comes out of a layer in a functional model: a shape, and where it comes from. It holds no
 * numbers; a {@code Model} makes tensors of the session face of it.
 */
public final class KerasTensor {
    private final Application source;
    private final int[] shape;
    private final DType dtype;

    KerasTensor(Application source, int[] shape, DType dtype) {
        this.source = source;
        this.shape = shape.clone();
        this.dtype = dtype;
    }

    /** The use of a layer that gives it. */
    public Application source() {
        return source;
    }

    /** The extents of one sample, without that of the batch. */
    public int[] shape() {
        return shape.clone();
    }

    /** Its elements. */
    public DType dtype() {
        return dtype;
    }

    /** The shape as Keras prints it: {@code (None, 28, 28)}. */
    public static String text(int[] shape) {
        String list = Arrays.toString(shape);
        String inner = list.substring(1, list.length() - 1);
        return inner.isEmpty() ? "(None,)" : "(None, " + inner + ")";
    }

    @Override
    public String toString() {
        return "<KerasTensor of %s, %s>".formatted(source.layer(), text(shape));
    }
}
