package org.duograph.backend.cuda.library;

import jcuda.jcudnn.cudnnDataType;

/** In what numbers cuDNN reads and writes arrays. It sums in float32 in any case. */
public enum DnnType {
    /** 32 bits. */
    FLOAT("float", cudnnDataType.CUDNN_DATA_FLOAT, 4),
    /** 16 bits, 10 of them behind the point. */
    FLOAT16("float16", cudnnDataType.CUDNN_DATA_HALF, 2),
    /** 16 bits, of which as many as float32 has are for the size. */
    BFLOAT16("bfloat16", cudnnDataType.CUDNN_DATA_BFLOAT16, 2);

    private final String word;
    private final int code;
    private final int bytes;

    DnnType(String word, int code, int bytes) {
        this.word = word;
        this.code = code;
        this.bytes = bytes;
    }

    /** The type of the operands of products that are to be computed so. */
    public static DnnType of(CudaOptions.Precision precision) {
        return switch (precision) {
            case FLOAT32, TF32 -> FLOAT;
            case FLOAT16 -> FLOAT16;
            case BFLOAT16 -> BFLOAT16;
        };
    }

    /** What kernels for it have in their names. */
    public String word() {
        return word;
    }

    /** cuDNN's number for it. */
    public int code() {
        return code;
    }

    /** Bytes of one number. */
    public int bytes() {
        return bytes;
    }
}
