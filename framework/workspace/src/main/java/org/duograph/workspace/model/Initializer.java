package org.duograph.workspace.model;

import java.util.List;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.Argument;

/**
 * How a parameter starts: the operator that fills it.
 *
 * @param type the operator's type, such as {@code XavierFill}
 * @param args its arguments besides the shape
 */
public record Initializer(String type, List<Argument> args) {
    /** An initializer of any type. */
    public static Initializer of(String type, Argument... args) {
        return new Initializer(type, List.of(args));
    }

    /**
     * Uniform between &plusmn;&radic;(3 / fan_in), where fan_in is the size divided by the first
     * extent (Glorot and Bengio 2010, in Caffe's form).
     */
    public static Initializer xavier() {
        return of("XavierFill");
    }

    /**
     * Normal with deviation &radic;(2 / fan_out), where fan_out is the size divided by the second
     * extent (He et al. 2015, in Caffe2's form).
     */
    public static Initializer msra() {
        return of("MSRAFill");
    }

    /** Normal. */
    public static Initializer gaussian(double mean, double std) {
        return of("GaussianFill", Ops.arg("mean", (float) mean), Ops.arg("std", (float) std));
    }

    /** Uniform from {@code min} to {@code max}. */
    public static Initializer uniform(double min, double max) {
        return of("UniformFill", Ops.arg("min", (float) min), Ops.arg("max", (float) max));
    }

    /** The same number everywhere. */
    public static Initializer constant(double value) {
        return of("ConstantFill", Ops.arg("value", (float) value));
    }

    /** These numbers; their shape is the parameter's. */
    public static Initializer given(NDArray values) {
        return of("GivenTensorFill", Ops.arg("values", values.cast(DType.FLOAT32).floats()));
    }
}
