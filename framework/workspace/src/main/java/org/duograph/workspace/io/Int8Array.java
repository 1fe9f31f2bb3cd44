package org.duograph.workspace.io;

import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * Whole numbers, each of which, q, stands for {@code (q - zeroPoint) * scale}: Caffe2's
 * Int8TensorCPU.
 *
 * <p>In a workspace it is three blobs: the numbers under the blob's own name, and the two numbers
 * that say what they stand for under names made from it. So plans read and write them as they do
 * all others.
 *
 * @param numbers uint8; int32 if it is a bias
 * @param scale the difference that a step of 1 stands for; positive
 * @param zeroPoint the number that stands for 0
 */
public record Int8Array(NDArray numbers, float scale, int zeroPoint) {
    private static final String SCALE = "/int8_scale";
    private static final String ZERO_POINT = "/int8_zero_point";

    /**
     * Checks the type.
     *
     * @throws IllegalArgumentException if the numbers are neither uint8 nor int32
     */
    public Int8Array {
        if (numbers.dtype() != DType.UINT8 && numbers.dtype() != DType.INT32) {
            throw new IllegalArgumentException(
                    "An int8 blob holds uint8 or int32, found " + numbers.type());
        }
    }

    /** The blob that holds a blob's scale, one float32. */
    public static String scaleOf(String blob) {
        return blob + SCALE;
    }

    /** The blob that holds a blob's zero point, one number of the blob's own type. */
    public static String zeroPointOf(String blob) {
        return blob + ZERO_POINT;
    }

    /** The blob beside which a scale or zero point of this name stands; others stand alone. */
    public static String owner(String blob) {
        for (String ending : new String[] {SCALE, ZERO_POINT}) {
            if (blob.endsWith(ending)) {
                return blob.substring(0, blob.length() - ending.length());
            }
        }
        return blob;
    }
}
