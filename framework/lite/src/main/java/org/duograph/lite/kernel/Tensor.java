package org.duograph.lite.kernel;

import java.nio.ByteBuffer;
import org.duograph.lite.model.ElementType;
import org.duograph.lite.model.Quantization;
import org.duograph.lite.model.TensorInfo;

/**
 * A tensor with memory: where its numbers stand while a model runs.
 *
 * <p>They stand in one of four arrays, as the element type wants, from {@link #at} on. Several
 * tensors may share an array; constants have one of their own.
 */
public final class Tensor {
    /** What the model says of it. */
    public final TensorInfo info;

    /** Its extents. Not to be written. */
    public final int[] shape;

    /** How many numbers it has. */
    public final int size;

    /** Where its first number stands. */
    public int at;

    /** The numbers of type float32. */
    public float[] floats;

    /** The numbers of types int8, uint8 and bool. */
    public byte[] bytes;

    /** The numbers of type int32. */
    public int[] ints;

    /** The numbers of type int64. */
    public long[] longs;

    /** A tensor without memory; a constant's numbers are read into arrays of its own. */
    public Tensor(TensorInfo info) {
        this.info = info;
        this.shape = info.shape();
        this.size = info.size();
        if (info.isConstant()) {
            allocate();
            read(info.content());
        }
    }

    /** Gives it an array of its own. */
    public void allocate() {
        at = 0;
        switch (info.type()) {
            case FLOAT32:
                floats = new float[size];
                break;
            case INT32:
                ints = new int[size];
                break;
            case INT64:
                longs = new long[size];
                break;
            default:
                bytes = new byte[size];
        }
    }

    private void read(ByteBuffer content) {
        switch (info.type()) {
            case FLOAT32:
                content.asFloatBuffer().get(floats);
                break;
            case INT32:
                content.asIntBuffer().get(ints);
                break;
            case INT64:
                content.asLongBuffer().get(longs);
                break;
            default:
                content.get(bytes);
        }
    }

    /** The element type. */
    public ElementType type() {
        return info.type();
    }

    /** What its whole numbers mean; null if they are not quantised. */
    public Quantization quantization() {
        return info.quantization();
    }

    /** Whether its numbers are int8 with a meaning. */
    public boolean isInt8() {
        return info.type() == ElementType.INT8 && info.quantization() != null;
    }

    /** Whether its numbers are float32. */
    public boolean isFloat() {
        return info.type() == ElementType.FLOAT32;
    }

    /** Whether it is a constant of the model. */
    public boolean isConstant() {
        return info.isConstant();
    }

    /** The extent of an axis; a negative one counts from the end. */
    public int dim(int axis) {
        return shape[axis < 0 ? axis + shape.length : axis];
    }

    /** The product of the extents from axis {@code from} to before {@code to}. */
    public int sizeOf(int from, int to) {
        int product = 1;
        for (int i = from; i < to; i++) {
            product *= shape[i];
        }
        return product;
    }

    /** The whole numbers of an int32 or int64 tensor, such as a shape. */
    public int[] wholes() {
        int[] all = new int[size];
        for (int i = 0; i < size; i++) {
            all[i] = longs != null ? (int) longs[at + i] : ints[at + i];
        }
        return all;
    }

    /** What number {@code i} means, or is, as a real number. */
    public double real(int i) {
        switch (info.type()) {
            case FLOAT32:
                return floats[at + i];
            case INT32:
                return ints[at + i];
            case INT64:
                return longs[at + i];
            case UINT8:
                return meant(bytes[at + i] & 0xFF);
            default:
                return meant(bytes[at + i]);
        }
    }

    private double meant(int number) {
        Quantization meaning = quantization();
        return meaning == null ? number : (double) meaning.scale() * (number - meaning.zero());
    }

    /** Makes number {@code i} mean, or be, a real number; whole numbers are rounded and cut. */
    public void set(int i, double real) {
        switch (info.type()) {
            case FLOAT32:
                floats[at + i] = (float) real;
                break;
            case INT32:
                ints[at + i] = (int) Math.round(real);
                break;
            case INT64:
                longs[at + i] = Math.round(real);
                break;
            case BOOL:
                bytes[at + i] = (byte) (real != 0 ? 1 : 0);
                break;
            default:
                Quantization q = quantization() == null ? Quantization.of(1, 0) : quantization();
                bytes[at + i] = (byte) q.quantize(real, info.type());
        }
    }

    @Override
    public String toString() {
        return info.toString();
    }
}
