package org.duograph.session.gradient;

import java.util.HashMap;
import java.util.Map;
import org.duograph.session.Tensor;

/** Gradients of operators that are gradients themselves. */
final class SecondGradients {
    static final Map<String, GradientFunction> FUNCTIONS = all();

    private SecondGradients() {}

    /** What the gradient of a tensor is, where {@code g} comes. */
    private interface Slope {
        Tensor of(GradientSite site, Tensor first, Tensor second, Tensor g);
    }

    /**
     * An operator that is linear in its input {@code linear}: the gradient there is the operator
     * itself.
     *
     * @param other the gradient of the other input
     */
    private static GradientFunction of(String type, int linear, Slope other) {
        return s -> {
            Tensor fixed = s.x(1 - linear);
            s.give(
                    linear,
                    () -> linear == 0 ? s.of(type, s.dy(), fixed) : s.of(type, fixed, s.dy()));
            s.give(1 - linear, () -> other.of(s, s.x(0), s.x(1), s.dy()));
        };
    }

    private static Map<String, GradientFunction> all() {
        Map<String, GradientFunction> all = new HashMap<>();
        Slope zeros = (s, dy, x, g) -> s.of("ZerosLike", x);
        all.put("ReluGrad", of("ReluGrad", 0, zeros));
        all.put("Relu6Grad", of("Relu6Grad", 0, zeros));
        all.put("LeakyReluGrad", SecondGradients::leakyRelu);
        all.put("EluGrad", of("EluGrad", 0, SecondGradients::belowZero));
        all.put("SeluGrad", of("SeluGrad", 0, SecondGradients::belowZero));
        all.put("SoftplusGrad", of("SoftplusGrad", 0, SecondGradients::softplus));
        all.put("SoftsignGrad", of("SoftsignGrad", 0, SecondGradients::softsign));
        all.put("SigmoidGrad", of("SigmoidGrad", 1, SecondGradients::sigmoid));
        all.put("TanhGrad", of("TanhGrad", 1, SecondGradients::twiceLess));
        all.put("ReciprocalGrad", of("ReciprocalGrad", 1, SecondGradients::twiceLess));
        all.put("InvGrad", of("InvGrad", 1, SecondGradients::twiceLess));
        all.put("SqrtGrad", of("SqrtGrad", 1, SecondGradients::sqrt));
        all.put("RsqrtGrad", of("RsqrtGrad", 1, SecondGradients::rsqrt));
        all.put("BiasAddGrad", SecondGradients::bias);
        all.put("AvgPoolGrad", SecondGradients::averagePool);
        all.put("StridedSliceGrad", SecondGradients::stridedSlice);
        return all;
    }

    private static Tensor times(GradientSite s, double factor, Tensor x) {
        return s.of("Mul", s.number(x.dtype(), factor), x);
    }

    private static void leakyRelu(GradientSite s) {
        s.give(0, () -> s.nodeLike("LeakyReluGrad", "alpha").input(s.dy(), s.x(1)).tensor());
        s.give(1, () -> s.of("ZerosLike", s.x(1)));
    }

    /** Of y = exp(x) - 1 below zero, whose slope is y + 1. */
    private static Tensor belowZero(GradientSite s, Tensor dy, Tensor y, Tensor g) {
        Tensor below = s.of("Less", y, s.number(y.dtype(), 0));
        return s.of("Select", below, s.of("Mul", g, dy), s.of("ZerosLike", y));
    }

    private static Tensor softplus(GradientSite s, Tensor dy, Tensor x, Tensor g) {
        Tensor sum = s.of("AddV2", s.of("Exp", s.of("Neg", x)), s.of("Exp", x));
        return s.of("RealDiv", s.of("Mul", g, dy), s.of("AddV2", sum, s.number(x.dtype(), 2)));
    }

    /** dy / (1 + |x|)^2 falls with |x|. */
    private static Tensor softsign(GradientSite s, Tensor dy, Tensor x, Tensor g) {
        Tensor size = s.of("AddV2", s.of("Abs", x), s.number(x.dtype(), 1));
        Tensor slope = s.of("RealDiv", s.of("SoftsignGrad", dy, x), size);
        return s.of("Mul", g, times(s, -2, s.of("Mul", slope, s.of("Sign", x))));
    }

    private static Tensor sigmoid(GradientSite s, Tensor y, Tensor dy, Tensor g) {
        Tensor both = s.of("Mul", g, dy);
        return s.of("Sub", both, times(s, 2, s.of("Mul", both, y)));
    }

    private static Tensor twiceLess(GradientSite s, Tensor y, Tensor dy, Tensor g) {
        return times(s, -2, s.of("Mul", s.of("Mul", g, dy), y));
    }

    private static Tensor sqrt(GradientSite s, Tensor y, Tensor dy, Tensor g) {
        return s.of("Neg", s.of("Mul", s.of("RealDiv", g, y), s.y(0)));
    }

    private static Tensor rsqrt(GradientSite s, Tensor y, Tensor dy, Tensor g) {
        return times(s, -1.5, s.of("Mul", s.of("Mul", g, dy), s.of("Square", y)));
    }

    /** Each pixel takes the gradient of its channel's sum. */
    private static void bias(GradientSite s) {
        s.give(
                0,
                () ->
                        s.nodeLike("BiasAdd", "data_format")
                                .input(s.of("ZerosLike", s.x(0)), s.dy())
                                .tensor());
    }

    private static void averagePool(GradientSite s) {
        s.give(1, () -> s.nodeLike("AvgPool", ImageGradients.POOL).input(s.dy()).tensor());
    }

    private static void stridedSlice(GradientSite s) {
        s.give(
                4,
                () ->
                        s.nodeLike("StridedSlice", ShapeGradients.MASKS)
                                .input(s.dy(), s.x(1), s.x(2), s.x(3))
                                .tensor());
    }
}
