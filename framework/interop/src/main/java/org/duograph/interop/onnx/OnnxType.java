package org.duograph.interop.onnx;

import java.util.EnumMap;
import java.util.Map;
import org.duograph.tensor.DType;

/** The numbers by which ONNX's files call element types. */
final class OnnxType {
    private static final String[] NAMES = {
        "undefined",
        "float",
        "uint8",
        "int8",
        "uint16",
        "int16",
        "int32",
        "int64",
        "string",
        "bool",
        "float16",
        "double",
        "uint32",
        "uint64",
        "complex64",
        "complex128",
        "bfloat16",
        "float8e4m3fn",
        "float8e4m3fnuz",
        "float8e5m2",
        "float8e5m2fnuz",
        "uint4",
        "int4",
        "float4e2m1"
    };

    /** The number of uint64. */
    static final int UINT64 = 13;

    private static final Map<DType, Integer> CODES = new EnumMap<>(DType.class);

    static {
        CODES.put(DType.FLOAT32, 1);
        CODES.put(DType.UINT8, 2);
        CODES.put(DType.INT8, 3);
        CODES.put(DType.UINT16, 4);
        CODES.put(DType.INT16, 5);
        CODES.put(DType.INT32, 6);
        CODES.put(DType.INT64, 7);
        CODES.put(DType.STRING, 8);
        CODES.put(DType.BOOL, 9);
        CODES.put(DType.FLOAT16, 10);
        CODES.put(DType.FLOAT64, 11);
        CODES.put(DType.UINT32, 12);
        CODES.put(DType.BFLOAT16, 16);
    }

    private OnnxType() {}

    /** The number of an element type. */
    static int code(DType dtype) {
        return CODES.get(dtype);
    }

    /**
     * The element type of that number. Arrays of uint64 are arrays of int64, which has all numbers
     * below 2^63.
     *
     * @throws UnsupportedModelException if there is no such type here
     */
    static DType of(long code) {
        for (Map.Entry<DType, Integer> entry : CODES.entrySet()) {
            if (entry.getValue() == code) {
                return entry.getKey();
            }
        }
        if (code == UINT64) {
            return DType.INT64;
        }
        throw new UnsupportedModelException(
                "there are no arrays of " + name(code) + " here; convert it to another type");
    }

    /** Whether arrays of a type here are those of that number. */
    static boolean fits(long code, DType dtype) {
        return code == code(dtype) || code == UINT64 && dtype == DType.INT64;
    }

    /** What ONNX calls the type of that number. */
    static String name(long code) {
        return code >= 0 && code < NAMES.length ? NAMES[(int) code] : "type " + code;
    }
}
