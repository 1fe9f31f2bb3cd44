package org.duograph.lite.model;

import java.util.ArrayList;
import java.util.List;

/** The operators that this runtime has, with their numbers and the numbers of their options. */
public enum OperatorCode {
    ADD(0, 11),
    AVERAGE_POOL_2D(1, 5),
    CONCATENATION(2, 10),
    CONV_2D(3, 1),
    DEPTHWISE_CONV_2D(4, 2),
    DEQUANTIZE(6, 38),
    FULLY_CONNECTED(9, 8),
    LOCAL_RESPONSE_NORMALIZATION(13, 13),
    LOGISTIC(14, 0),
    MAX_POOL_2D(17, 5),
    MUL(18, 21),
    RELU(19, 0),
    RELU6(21, 0),
    RESHAPE(22, 17),
    RESIZE_BILINEAR(23, 15),
    SOFTMAX(25, 9),
    TANH(28, 0),
    PAD(34, 22),
    TRANSPOSE(39, 26),
    MEAN(40, 27),
    SUB(41, 28),
    DIV(42, 29),
    SQUEEZE(43, 30),
    STRIDED_SLICE(45, 32),
    EXP(47, 33),
    CAST(53, 37),
    PRELU(54, 0),
    MAXIMUM(55, 39),
    ARG_MAX(56, 40),
    MINIMUM(57, 39),
    PADV2(60, 43),
    TRANSPOSE_CONV(67, 49),
    EXPAND_DIMS(70, 52),
    SQRT(75, 0),
    RSQRT(76, 0),
    RESIZE_NEAREST_NEIGHBOR(97, 74),
    LEAKY_RELU(98, 75),
    MIRROR_PAD(100, 77),
    QUANTIZE(114, 89),
    HARD_SWISH(117, 91);

    private final int number;
    private final int options;

    OperatorCode(int number, int options) {
        this.number = number;
        this.options = options;
    }

    /** Its number in files. */
    public int number() {
        return number;
    }

    /** The number of its table of options in files; 0 if it has none. */
    public int options() {
        return options;
    }

    /** The operator with a number, or null if this runtime has none. */
    static OperatorCode of(int number) {
        for (OperatorCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return null;
    }

    /** The names of all, in the order of their numbers. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        for (OperatorCode code : values()) {
            names.add(code.name());
        }
        return names;
    }
}
