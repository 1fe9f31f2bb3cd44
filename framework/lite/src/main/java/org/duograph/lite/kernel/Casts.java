package org.duograph.lite.kernel;

import org.duograph.lite.model.ElementType;
import org.duograph.lite.model.Quantization;

/** Between element types: QUANTIZE, DEQUANTIZE and CAST. */
final class Casts {
    private Casts() {}

    /** QUANTIZE: real numbers, or int8 ones of another meaning, to int8. */
    static Kernel quantize(Site site) {
        Tensor x = site.in(0);
        Tensor y = site.out(0);
        if (x.isInt8() && y.isInt8()) {
            return Unary.table(x, y, real -> real);
        }
        if (!x.isFloat() || !y.isInt8()) {
            throw site.lacking();
        }
        Quantization meaning = y.quantization();
        float inverse = 1 / meaning.scale();
        int zero = meaning.zero();
        return () -> {
            for (int i = 0; i < y.size; i++) {
                double nearest = Math.rint(x.floats[x.at + i] * inverse) + zero;
                y.bytes[y.at + i] = (byte) Math.max(-128, Math.min(127, nearest));
            }
        };
    }

    /** DEQUANTIZE: what int8 numbers mean. */
    static Kernel dequantize(Site site) {
        Tensor x = site.in(0);
        Tensor y = site.out(0);
        if (!x.isInt8() || !y.isFloat()) {
            throw site.lacking();
        }
        Quantization meaning = x.quantization();
        return () -> {
            for (int i = 0; i < y.size; i++) {
                y.floats[y.at + i] = meaning.real(x.bytes[x.at + i]);
            }
        };
    }

    /** CAST: the same number in another type; towards zero where that has whole numbers alone. */
    static Kernel cast(Site site) {
        Tensor x = site.in(0);
        Tensor y = site.out(0);
        site.require(
                x.size == y.size && x.quantization() == null && y.quantization() == null,
                "takes and gives numbers that are what they are");
        if (x.type() == ElementType.UINT8 && y.isFloat()) {
            return () -> {
                for (int i = 0; i < y.size; i++) {
                    y.floats[y.at + i] = x.bytes[x.at + i] & 0xFF;
                }
            };
        }
        return () -> {
            for (int i = 0; i < y.size; i++) {
                double number = x.real(i);
                boolean whole = y.type() != ElementType.FLOAT32 && y.type() != ElementType.BOOL;
                y.set(i, whole ? (long) number : number);
            }
        };
    }
}
