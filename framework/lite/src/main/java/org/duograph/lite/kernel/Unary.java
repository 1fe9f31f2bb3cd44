package org.duograph.lite.kernel;

import org.duograph.lite.model.Quantization;

/**
 * One number to one number: RELU, RELU6, LOGISTIC, TANH, LEAKY_RELU, HARD_SWISH, EXP, SQRT, RSQRT.
 * Of int8 numbers there are 256, so that a table holds all results.
 */
final class Unary {
    private Unary() {}

    /** A function of real numbers. */
    interface Function {
        double of(double x);
    }

    /** The kernel of an operation. */
    static Kernel of(Site site) {
        Function function = function(site);
        Tensor x = site.in(0);
        Tensor y = site.out(0);
        site.require(x.size == y.size, "gives as many numbers as it takes, but not " + y);
        if (x.isFloat() && y.isFloat()) {
            return () -> {
                for (int i = 0; i < x.size; i++) {
                    y.floats[y.at + i] = (float) function.of(x.floats[x.at + i]);
                }
            };
        }
        if (x.isInt8() && y.isInt8()) {
            return table(x, y, function);
        }
        throw site.lacking();
    }

    private static Function function(Site site) {
        switch (site.operation().code()) {
            case RELU:
                return x -> Math.max(0, x);
            case RELU6:
                return x -> Math.max(0, Math.min(6, x));
            case LOGISTIC:
                return x -> 1 / (1 + Math.exp(-x));
            case TANH:
                return Math::tanh;
            case LEAKY_RELU:
                float slope = site.options().float32(0, 0);
                return x -> x > 0 ? x : x * slope;
            case HARD_SWISH:
                return x -> x * Math.max(0, Math.min(6, x + 3)) / 6;
            case EXP:
                return Math::exp;
            case SQRT:
                return Math::sqrt;
            default: // RSQRT
                return x -> 1 / Math.sqrt(x);
        }
    }

    /** A kernel that looks results up. */
    static Kernel table(Tensor x, Tensor y, Function function) {
        Quantization in = x.quantization();
        byte[] results = new byte[256];
        for (int q = -128; q < 128; q++) {
            double real = function.of((double) in.scale() * (q - in.zero()));
            results[q & 0xFF] = (byte) y.quantization().quantize(real, y.type());
        }
        return () -> {
            for (int i = 0; i < x.size; i++) {
                y.bytes[y.at + i] = results[x.bytes[x.at + i] & 0xFF];
            }
        };
    }

    /** PRELU: negative numbers times a slope, which may differ along the last axes. */
    static Kernel prelu(Site site) {
        Tensor x = site.in(0);
        Tensor slope = site.in(1);
        Tensor y = site.out(0);
        site.require(
                slope.isConstant() && slope.size > 0 && x.size % slope.size == 0,
                "takes slopes from the file that fit the last axes");
        if (x.isFloat() && slope.isFloat() && y.isFloat()) {
            return () -> {
                for (int i = 0; i < x.size; i++) {
                    float p = x.floats[x.at + i];
                    y.floats[y.at + i] = p > 0 ? p : p * slope.floats[i % slope.size];
                }
            };
        }
        if (x.isInt8() && slope.isInt8() && y.isInt8()) {
            return () -> {
                for (int i = 0; i < x.size; i++) {
                    double p = x.real(i);
                    y.set(i, p > 0 ? p : p * slope.real(i % slope.size));
                }
            };
        }
        throw site.lacking();
    }
}
