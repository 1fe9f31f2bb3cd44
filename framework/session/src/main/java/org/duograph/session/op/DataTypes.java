package org.duograph.session.op;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.duograph.session.proto.DataType;
import org.duograph.tensor.DType;

/** TensorFlow's names and numbers of element types. */
public final class DataTypes {
    /** What stands for the handle of a TensorArray. */
    static final DType HANDLE = DType.INT64;

    private static final int REFERENCE = 100;
    private static final Map<DType, DataType> TO_MESSAGE = new EnumMap<>(DType.class);

    static {
        TO_MESSAGE.put(DType.FLOAT32, DataType.DT_FLOAT);
        TO_MESSAGE.put(DType.FLOAT64, DataType.DT_DOUBLE);
        TO_MESSAGE.put(DType.INT32, DataType.DT_INT32);
        TO_MESSAGE.put(DType.INT64, DataType.DT_INT64);
        TO_MESSAGE.put(DType.UINT8, DataType.DT_UINT8);
        TO_MESSAGE.put(DType.INT8, DataType.DT_INT8);
        TO_MESSAGE.put(DType.BOOL, DataType.DT_BOOL);
        TO_MESSAGE.put(DType.UINT16, DataType.DT_UINT16);
        TO_MESSAGE.put(DType.INT16, DataType.DT_INT16);
        TO_MESSAGE.put(DType.UINT32, DataType.DT_UINT32);
        TO_MESSAGE.put(DType.FLOAT16, DataType.DT_HALF);
        TO_MESSAGE.put(DType.BFLOAT16, DataType.DT_BFLOAT16);
        TO_MESSAGE.put(DType.STRING, DataType.DT_STRING);
    }

    private DataTypes() {}

    /** The message's number for an element type. */
    public static DataType of(DType dtype) {
        return TO_MESSAGE.get(dtype);
    }

    /**
     * The element type of a message's number; that of a reference is what it refers to. A resource
     * that isn't a variable, the handle of a TensorArray, is a whole number.
     *
     * @throws IllegalArgumentException if Duograph has no such elements
     */
    public static DType dtype(DataType type) {
        if (type == DataType.DT_RESOURCE) {
            return HANDLE;
        }
        int number = type == DataType.UNRECOGNIZED ? -1 : type.getNumber();
        for (Map.Entry<DType, DataType> entry : TO_MESSAGE.entrySet()) {
            boolean reference = number == entry.getValue().getNumber() + REFERENCE;
            if (type == entry.getValue() || reference) {
                return entry.getKey();
            }
        }
        throw new IllegalArgumentException("Elements of type " + name(type) + " are not supported");
    }

    /** TensorFlow's word for a type, such as {@code float} or {@code int32}. */
    public static String name(DataType type) {
        return type == DataType.UNRECOGNIZED
                ? "of an unknown number"
                : type.name().substring("DT_".length()).toLowerCase(Locale.ROOT);
    }

    /** TensorFlow's word for an element type, such as {@code float} or {@code int32}. */
    public static String name(DType dtype) {
        return name(of(dtype));
    }

    /**
     * The element type that TensorFlow calls {@code word}, or null if there is none of that name.
     */
    static DType named(String word) {
        for (Map.Entry<DType, DataType> entry : TO_MESSAGE.entrySet()) {
            if (name(entry.getValue()).equals(word)) {
                return entry.getKey();
            }
        }
        return null;
    }
}
