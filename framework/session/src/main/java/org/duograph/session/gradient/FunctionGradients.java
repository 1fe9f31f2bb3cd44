package org.duograph.session.gradient;

import java.util.HashMap;
import java.util.Map;
import org.duograph.session.Tensor;

/** Gradients of functions of each element by itself, and of what only hands tensors on. */
final class FunctionGradients {
    static final Map<String, GradientFunction> FUNCTIONS = all();

    private FunctionGradients() {}

    /** What the gradient of a function is. */
    private interface Slope {
        Tensor of(GradientSite site, Tensor x, Tensor y, Tensor dy);
    }

    private static GradientFunction slope(Slope slope) {
        return site -> site.give(0, () -> slope.of(site, site.x(0), site.y(0), site.dy()));
    }

    /** The gradient times another function of the same input. */
    private static GradientFunction times(String type) {
        return slope((s, x, y, dy) -> s.of("Mul", dy, s.of(type, x)));
    }

    /** An operator of its own, that reads the output. */
    private static GradientFunction ofOutput(String type) {
        return slope((s, x, y, dy) -> s.of(type, y, dy));
    }

    private static GradientFunction overOutput(String type) {
        return slope((s, x, y, dy) -> s.of("RealDiv", dy, s.of(type, y)));
    }

    private static Map<String, GradientFunction> all() {
        Map<String, GradientFunction> all = new HashMap<>();
        all.put("Abs", times("Sign"));
        all.put("Neg", slope((s, x, y, dy) -> s.of("Neg", dy)));
        all.put("Square", slope((s, x, y, dy) -> s.of("Mul", dy, s.of("Mul", x, two(s, x)))));
        all.put("Sqrt", ofOutput("SqrtGrad"));
        all.put("Rsqrt", ofOutput("RsqrtGrad"));
        all.put("Reciprocal", ofOutput("ReciprocalGrad"));
        all.put("Inv", ofOutput("InvGrad"));
        all.put("Exp", slope((s, x, y, dy) -> s.of("Mul", dy, y)));
        all.put("Expm1", times("Exp"));
        all.put("Log", times("Reciprocal"));
        all.put("Log1p", over((s, x) -> s.of("AddV2", one(s, x), x)));
        all.put("Sin", times("Cos"));
        all.put("Cos", slope((s, x, y, dy) -> s.of("Mul", dy, s.of("Neg", s.of("Sin", x)))));
        all.put(
                "Tan",
                slope(
                        (s, x, y, dy) ->
                                s.of(
                                        "Mul",
                                        dy,
                                        s.of("Square", s.of("Reciprocal", s.of("Cos", x))))));
        all.put("Asin", over((s, x) -> s.of("Sqrt", oneMinusSquare(s, x))));
        all.put(
                "Acos",
                slope(
                        (s, x, y, dy) ->
                                s.of(
                                        "Neg",
                                        s.of("RealDiv", dy, s.of("Sqrt", oneMinusSquare(s, x))))));
        all.put("Atan", over((s, x) -> s.of("AddV2", one(s, x), s.of("Square", x))));
        all.put("Sinh", times("Cosh"));
        all.put("Cosh", times("Sinh"));
        all.put("Asinh", overOutput("Cosh"));
        all.put("Acosh", overOutput("Sinh"));
        all.put("Atanh", over(FunctionGradients::oneMinusSquare));
        all.put("Erf", slope(FunctionGradients::erf));
        for (String type : new String[] {"Identity", "Snapshot", "Print"}) {
            all.put(type, slope((s, x, y, dy) -> dy));
        }
        all.put("IdentityN", FunctionGradients::each);
        all.put(
                "CheckNumerics",
                slope(
                        (s, x, y, dy) ->
                                s.node("CheckNumerics")
                                        .input(dy)
                                        .attr("message", "Not a number (NaN) in the gradient")
                                        .tensor()));
        all.put(
                "Cast",
                slope((s, x, y, dy) -> s.node("Cast").input(dy).attr("DstT", x.dtype()).tensor()));
        return all;
    }

    /** A function of one tensor. */
    private interface Of {
        Tensor of(GradientSite site, Tensor x);
    }

    private static GradientFunction over(Of divisor) {
        return slope((s, x, y, dy) -> s.of("RealDiv", dy, divisor.of(s, x)));
    }

    private static Tensor one(GradientSite site, Tensor like) {
        return site.number(like.dtype(), 1);
    }

    private static Tensor two(GradientSite site, Tensor like) {
        return site.number(like.dtype(), 2);
    }

    private static Tensor oneMinusSquare(GradientSite site, Tensor x) {
        return site.of("Sub", one(site, x), site.of("Square", x));
    }

    private static Tensor erf(GradientSite site, Tensor x, Tensor y, Tensor dy) {
        Tensor top = site.number(x.dtype(), 2 / Math.sqrt(Math.PI));
        Tensor bell = site.of("Exp", site.of("Neg", site.of("Square", x)));
        return site.of("Mul", site.of("Mul", top, dy), bell);
    }

    private static void each(GradientSite site) {
        for (int i = 0; i < site.inputCount(); i++) {
            int at = i;
            site.give(i, () -> site.dy(at));
        }
    }
}
