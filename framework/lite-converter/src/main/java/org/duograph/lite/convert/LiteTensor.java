package org.duograph.lite.convert;

import org.duograph.lite.model.ElementType;
import org.duograph.lite.model.Quantization;
import org.duograph.lite.model.TensorInfo;

/** A tensor of a model in the making; two are the same only if they are one object. */
final class LiteTensor {
    String name; // for readers alone
    final ElementType type;
    final int[] shape;
    final Object content; // float[], int[] or byte[]; null where operators write it
    final Quantization quantization; // null for numbers that are what they are

    LiteTensor(
            String name, ElementType type, int[] shape, Object content, Quantization quantization) {
        this.name = name;
        this.type = type;
        this.shape = shape;
        this.content = content;
        this.quantization = quantization;
    }

    /** A float32 tensor that some operator writes. */
    static LiteTensor floats(String name, int... shape) {
        return new LiteTensor(name, ElementType.FLOAT32, shape, null, null);
    }

    /** Real numbers of the file. */
    static LiteTensor constant(String name, float[] content, int... shape) {
        return new LiteTensor(name, ElementType.FLOAT32, shape, content, null);
    }

    /** Whole numbers of the file: a shape, axes. */
    static LiteTensor constant(String name, int... content) {
        int[] shape = {content.length};
        return new LiteTensor(name, ElementType.INT32, shape, content, null);
    }

    boolean isConstant() {
        return content != null;
    }

    /** The numbers of a float32 constant. */
    float[] numbers() {
        return (float[]) content;
    }

    int size() {
        int size = 1;
        for (int extent : shape) {
            size *= extent;
        }
        return size;
    }

    @Override
    public String toString() {
        return "%s %s \"%s\"".formatted(type, TensorInfo.extents(shape), name);
    }
}
