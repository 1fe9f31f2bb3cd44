package org.duograph.workspace.io;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.duograph.tensor.DType;

/**
 * The numbers and names by which arguments and messages name element types: Caffe2's
 * TensorProto.DataType. Two types that it lacks have a name alone.
 */
public enum TypeNumbers {
    FLOAT(1, DType.FLOAT32),
    INT32(2, DType.INT32),
    BYTE(3, DType.UINT8),
    STRING(4, DType.STRING),
    BOOL(5, DType.BOOL),
    UINT8(6, DType.UINT8),
    INT8(7, DType.INT8),
    UINT16(8, DType.UINT16),
    INT16(9, DType.INT16),
    INT64(10, DType.INT64),
    FLOAT16(12, DType.FLOAT16),
    DOUBLE(13, DType.FLOAT64),
    BFLOAT16(0, DType.BFLOAT16),
    UINT32(0, DType.UINT32);

    private final int number;
    private final DType dtype;

    TypeNumbers(int number, DType dtype) {
        this.number = number;
        this.dtype = dtype;
    }

    /**
     * The element type of that number or, in any case of letters, name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static DType type(String word) {
        for (TypeNumbers t : values()) {
            boolean numbered = t.number > 0 && word.equals("" + t.number);
            if (numbered || word.toUpperCase(Locale.ROOT).equals(t.name())) {
                return t.dtype;
            }
        }
        throw new IllegalArgumentException(
                "the element type must be one of " + all() + ", found " + word);
    }

    private static TypeNumbers of(DType dtype) {
        return Arrays.stream(values())
                .filter(t -> t.dtype == dtype && t != BYTE)
                .findFirst()
                .orElseThrow();
    }

    /**
     * The number of an element type.
     *
     * @throws IllegalArgumentException if Caffe2 has no such type
     */
    public static int number(DType dtype) {
        int number = of(dtype).number;
        if (number == 0) {
            throw new IllegalArgumentException(
                    "Caffe2 has no element type "
                            + dtype.lowerName()
                            + "; convert the array, to float32 or int64 for example");
        }
        return number;
    }

    /** What an argument says for an element type: its number, or where it has none its name. */
    public static Object word(DType dtype) {
        TypeNumbers t = of(dtype);
        return t.number > 0 ? (Object) t.number : t.name();
    }

    /** All of them, for messages: {@code FLOAT (1), INT32 (2), ...}. */
    public static String all() {
        return Arrays.stream(values())
                .map(t -> t.number > 0 ? t.name() + " (" + t.number + ")" : t.name())
                .collect(Collectors.joining(", "));
    }
}
