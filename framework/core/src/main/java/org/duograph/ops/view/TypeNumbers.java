package org.duograph.ops.view;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.duograph.tensor.DType;

/** The numbers and names by which arguments name element types: Caffe2's TensorProto.DataType. */
public enum TypeNumbers {
    FLOAT(1, DType.FLOAT32),
    INT32(2, DType.INT32),
    BYTE(3, DType.UINT8),
    BOOL(5, DType.BOOL),
    UINT8(6, DType.UINT8),
    INT8(7, DType.INT8),
    UINT16(8, DType.UINT16),
    INT16(9, DType.INT16),
    INT64(10, DType.INT64),
    DOUBLE(13, DType.FLOAT64);

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
            if (word.equals("" + t.number) || word.toUpperCase(Locale.ROOT).equals(t.name())) {
                return t.dtype;
            }
        }
        throw new IllegalArgumentException(
                "the element type must be one of " + all() + ", found " + word);
    }

    /** The number of an element type. */
    public static int number(DType dtype) {
        return Arrays.stream(values())
                .filter(t -> t.dtype == dtype && t != BYTE)
                .findFirst()
                .orElseThrow()
                .number;
    }

    /** All of them, for messages: {@code FLOAT (1), INT32 (2), ...}. */
    public static String all() {
        return Arrays.stream(values())
                .map(t -> t.name() + " (" + t.number + ")")
                .collect(Collectors.joining(", "));
    }
}
