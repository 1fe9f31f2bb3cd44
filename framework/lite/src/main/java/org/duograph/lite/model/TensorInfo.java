package org.duograph.lite.model;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** One tensor of a model: its name, element type and shape, what its numbers mean, its content. */
public final class TensorInfo {
    private final int index;
    private final String name;
    private final ElementType type;
    private final int[] shape;
    private final Quantization quantization;
    private final ByteBuffer content;

    TensorInfo(
            int index,
            String name,
            ElementType type,
            int[] shape,
            Quantization quantization,
            ByteBuffer content) {
        this.index = index;
        this.name = name;
        this.type = type;
        this.shape = shape;
        this.quantization = quantization;
        this.content = content;
    }

    /** Its number in the model. */
    public int index() {
        return index;
    }

    /** Its name; two tensors may have the same. */
    public String name() {
        return name;
    }

    /** What its numbers are. */
    public ElementType type() {
        return type;
    }

    /** A copy of its extents; images are N x H x W x C. */
    public int[] shape() {
        return shape.clone();
    }

    /** How many numbers it has. */
    public int size() {
        int size = 1;
        for (int extent : shape) {
            size *= extent;
        }
        return size;
    }

    /** What its whole numbers mean; null if they are not quantised. */
    public Quantization quantization() {
        return quantization;
    }

    /** Whether its numbers stand in the file: weights, shapes. */
    public boolean isConstant() {
        return content != null;
    }

    /** The numbers in the file, little-endian, read-only; null if there are none. */
    public ByteBuffer content() {
        return content == null ? null : content.duplicate().order(java.nio.ByteOrder.LITTLE_ENDIAN);
    }

    /** For example {@code float32 1x28x28x1 "data"}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(type.name().toLowerCase(java.util.Locale.ROOT));
        text.append(' ').append(shape.length == 0 ? "scalar" : extents(shape));
        return text.append(" \"").append(name).append('"').toString();
    }

    /** For example {@code 1x28x28x1}. */
    public static String extents(int[] shape) {
        return Arrays.toString(shape).replaceAll("[\\[\\] ]", "").replace(',', 'x');
    }
}
