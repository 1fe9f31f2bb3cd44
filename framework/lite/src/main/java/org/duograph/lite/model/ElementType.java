package org.duograph.lite.model;

/** What the numbers of a tensor are; the codes are those of the file format. */
public enum ElementType {
    /** 32-bit floating point. */
    FLOAT32(0, 4),
    /** 32-bit whole numbers: shapes, and the biases of quantised layers. */
    INT32(2, 4),
    /** Whole numbers from 0 to 255: pixels. */
    UINT8(3, 1),
    /** 64-bit whole numbers. */
    INT64(4, 8),
    /** One byte each, 0 or 1. */
    BOOL(6, 1),
    /** Whole numbers from -128 to 127: what quantised models compute with. */
    INT8(9, 1);

    private final int code;
    private final int bytes;

    ElementType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** Its number in files. */
    public int code() {
        return code;
    }

    /** Bytes per number. */
    public int bytes() {
        return bytes;
    }

    /** The type with a number, or null if this runtime has none of it. */
    static ElementType of(int code) {
        for (ElementType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }
}
