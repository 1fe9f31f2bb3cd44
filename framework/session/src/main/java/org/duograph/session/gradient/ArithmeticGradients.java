package org.duograph.session.gradient;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.duograph.session.Tensor;

/** Gradients of arithmetic with broadcasting, and of choices between tensors. */
final class ArithmeticGradients {
    static final Map<String, GradientFunction> FUNCTIONS = all();

    private ArithmeticGradients() {}

    private static Map<String, GradientFunction> all() {
        Map<String, GradientFunction> all = new HashMap<>();
        all.put("Add", s -> s.giveStretched(s::dy, s::dy));
        all.put("AddV2", s -> s.giveStretched(s::dy, s::dy));
        all.put("Sub", s -> s.giveStretched(s::dy, () -> s.of("Neg", s.dy())));
        all.put("Mul", ArithmeticGradients::product);
        all.put("RealDiv", s -> quotient(s, "RealDiv"));
        all.put("Div", s -> quotient(s, "Div"));
        all.put("DivNoNan", s -> quotient(s, "DivNoNan"));
        all.put(
                "MulNoNan",
                s ->
                        s.giveStretched(
                                () -> s.of("MulNoNan", s.dy(), s.x(1)),
                                () -> s.of("MulNoNan", s.x(0), s.dy())));
        all.put("FloorMod", ArithmeticGradients::remainder);
        all.put("Pow", ArithmeticGradients::power);
        all.put("SquaredDifference", ArithmeticGradients::squaredDifference);
        all.put("Maximum", s -> extreme(s, "GreaterEqual"));
        all.put("Minimum", s -> extreme(s, "LessEqual"));
        all.put("Xdivy", ArithmeticGradients::xDivY);
        all.put("Xlogy", ArithmeticGradients::xLogY);
        all.put("AddN", ArithmeticGradients::sum);
        all.put("AccumulateNV2", ArithmeticGradients::sum);
        all.put("Select", ArithmeticGradients::select);
        all.put("SelectV2", ArithmeticGradients::selectStretched);
        all.put("ClipByValue", ArithmeticGradients::clip);
        return all;
    }

    private static void product(GradientSite s) {
        s.giveStretched(() -> s.of("Mul", s.dy(), s.x(1)), () -> s.of("Mul", s.x(0), s.dy()));
    }

    private static void quotient(GradientSite s, String divide) {
        s.giveStretched(
                () -> s.of(divide, s.dy(), s.x(1)),
                () ->
                        s.of(
                                "Mul",
                                s.dy(),
                                s.of(divide, s.of(divide, s.of("Neg", s.x(0)), s.x(1)), s.x(1))));
    }

    private static void remainder(GradientSite s) {
        s.giveStretched(
                s::dy, () -> s.of("Mul", s.dy(), s.of("Neg", s.of("FloorDiv", s.x(0), s.x(1)))));
    }

    /** The logarithm of what isn't positive counts as 0. */
    private static void power(GradientSite s) {
        Tensor x = s.x(0);
        Tensor y = s.x(1);
        s.giveStretched(
                () -> {
                    Tensor less = s.of("Sub", y, s.number(y.dtype(), 1));
                    return s.of("Mul", s.of("Mul", s.dy(), y), s.of("Pow", x, less));
                },
                () -> {
                    Tensor positive = s.of("Greater", x, s.number(x.dtype(), 0));
                    Tensor safe = s.of("Select", positive, x, s.of("OnesLike", x));
                    Tensor zeros = s.of("ZerosLike", x);
                    Tensor log = s.of("Select", positive, s.of("Log", safe), zeros);
                    return s.of("Mul", s.of("Mul", s.dy(), s.y(0)), log);
                });
    }

    private static void squaredDifference(GradientSite s) {
        Supplier<Tensor> slope =
                () -> {
                    Tensor twice = s.of("Mul", s.number(s.x(0).dtype(), 2), s.dy());
                    return s.of("Mul", twice, s.of("Sub", s.x(0), s.x(1)));
                };
        s.giveStretched(slope, () -> s.of("Neg", slope.get()));
    }

    private static void extreme(GradientSite s, String wins) {
        s.giveStretched(
                () -> where(s, s.of(wins, s.x(0), s.x(1)), true),
                () -> where(s, s.of(wins, s.x(0), s.x(1)), false));
    }

    /** The gradient where a condition is as wished, zeros elsewhere. */
    private static Tensor where(GradientSite s, Tensor condition, boolean wish) {
        Tensor zeros = s.of("ZerosLike", s.dy());
        return wish
                ? s.of("Select", condition, s.dy(), zeros)
                : s.of("Select", condition, zeros, s.dy());
    }

    /** 1 where x is not 0. */
    private static Tensor notZero(GradientSite s) {
        Tensor x = s.x(0);
        Tensor differs = s.of("NotEqual", x, s.number(x.dtype(), 0));
        return s.node("Cast").input(differs).attr("DstT", x.dtype()).tensor();
    }

    private static void xDivY(GradientSite s) {
        s.giveStretched(
                () -> s.of("Mul", s.of("Xdivy", notZero(s), s.x(1)), s.dy()),
                () ->
                        s.of(
                                "Mul",
                                s.of("Xdivy", s.of("Neg", s.x(0)), s.of("Square", s.x(1))),
                                s.dy()));
    }

    private static void xLogY(GradientSite s) {
        s.giveStretched(
                () -> s.of("Mul", s.of("Xlogy", notZero(s), s.x(1)), s.dy()),
                () -> s.of("Mul", s.of("Xdivy", s.x(0), s.x(1)), s.dy()));
    }

    private static void sum(GradientSite s) {
        for (int i = 0; i < s.inputCount(); i++) {
            s.give(i, s::dy);
        }
    }

    private static void select(GradientSite s) {
        s.give(1, () -> where(s, s.x(0), true));
        s.give(2, () -> where(s, s.x(0), false));
    }

    private static void selectStretched(GradientSite s) {
        Tensor condition = s.x(0);
        giveChosen(s, 1, () -> s.of("SelectV2", condition, s.dy(), s.of("ZerosLike", s.dy())));
        giveChosen(s, 2, () -> s.of("SelectV2", condition, s.of("ZerosLike", s.dy()), s.dy()));
    }

    /** Gives a gradient in the output's shape, to which the input was stretched. */
    private static void giveChosen(GradientSite s, int i, Supplier<Tensor> chosen) {
        s.give(
                i,
                () -> {
                    Tensor shape = s.shape(s.x(i));
                    Tensor axes =
                            s.node("BroadcastGradientArgs").input(shape, s.shape(s.y(0))).tensor();
                    return s.of("Reshape", s.sum(chosen.get(), axes, false), shape);
                });
    }

    private static void clip(GradientSite s) {
        Supplier<Tensor> below = () -> s.of("Less", s.x(0), s.x(1));
        Supplier<Tensor> above = () -> s.of("Greater", s.x(0), s.x(2));
        s.give(0, () -> where(s, s.of("LogicalOr", below.get(), above.get()), false));
        giveChosen(s, 1, () -> where(s, below.get(), true));
        giveChosen(s, 2, () -> where(s, above.get(), true));
    }
}
