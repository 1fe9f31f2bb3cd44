package org.duograph.backend.vector;

import java.util.function.DoubleUnaryOperator;
import org.duograph.backend.vector.Drawing.Span;
import org.duograph.graph.Attrs;
import org.duograph.ops.activation.Gelu;
import org.duograph.ops.activation.Mish;
import org.duograph.ops.activation.Sigmoid;

/** Operators that compute each number by itself; they keep the layout in which they find X. */
final class ElementwiseKernels implements KernelFamily {
    /** {@code y[to + i] = f(x[from + i])} for {@code count} numbers. */
    private interface Map {
        void run(float[] x, int from, float[] y, int to, int count);
    }

    /** {@code dX[to + i]} from {@code kept[at + i]}, which is X or Y, and {@code dY[from + i]}. */
    private interface Slope {
        void run(float[] kept, int at, float[] dY, int from, float[] dX, int to, int count);
    }

    @Override
    public void draw(Drawing d) {
        String type = d.node().op().type();
        if (type.endsWith("GradX")) {
            gradient(d, slope(type, d.attrs()));
        } else {
            forward(d, map(type, d.attrs()));
        }
    }

    private static void forward(Drawing d, Map map) {
        d.all(d.standing(0));
        d.mayOverwrite(0, 0);
        d.pieces(
                d.outShape(0).intSize(),
                arrays -> {
                    Span x = arrays.in(0);
                    Span y = arrays.out(0);
                    return (from, to) ->
                            map.run(
                                    x.array(),
                                    x.start() + from,
                                    y.array(),
                                    y.start() + from,
                                    to - from);
                });
    }

    private static void gradient(Drawing d, Slope slope) {
        d.all(d.standing(0).isPlain() ? d.standing(1) : d.standing(0));
        d.mayOverwrite(0, 1);
        d.pieces(
                d.outShape(0).intSize(),
                arrays -> {
                    Span kept = arrays.in(0);
                    Span dY = arrays.in(1);
                    Span dX = arrays.out(0);
                    return (from, to) ->
                            slope.run(
                                    kept.array(),
                                    kept.start() + from,
                                    dY.array(),
                                    dY.start() + from,
                                    dX.array(),
                                    dX.start() + from,
                                    to - from);
                });
    }

    private static Map map(String type, Attrs attrs) {
        return switch (type) {
            case "Relu" -> Loops::relu;
            case "LeakyRelu" -> each(leaky(attrs.f("alpha")));
            case "Abs" -> each(Math::abs);
            case "Negative" -> scale(-1);
            case "Scale" -> scale((float) attrs.f("scale"));
            case "Sqr" -> ElementwiseKernels::square;
            case "Sqrt" -> ElementwiseKernels::root;
            case "Clip" -> clip((float) attrs.f("min"), (float) attrs.f("max"));
            case "Exp" -> each(Math::exp);
            case "Log" -> each(Math::log);
            case "Tanh" -> each(Math::tanh);
            case "Sigmoid" -> each(Sigmoid::of);
            case "Swish" -> each(x -> x * Sigmoid.of(x));
            case "Elu" -> each(elu(attrs.f("alpha")));
            case "Softplus" -> each(x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))));
            case "Erf" -> copied(Gates::erf);
            case "Gelu" -> copied(isTanh(attrs) ? Gates::geluByTanh : Gates::gelu);
            case "HardSwish" -> ElementwiseKernels::hardSwish;
            case "HardSigmoid" -> hardSigmoid((float) attrs.f("alpha"), (float) attrs.f("beta"));
            case "Mish" -> each(Mish::of);
            default -> throw new IllegalArgumentException(type);
        };
    }

    private static Slope slope(String type, Attrs attrs) {
        return switch (type) {
            case "ReluGradX" -> leakyGrad(0);
            case "LeakyReluGradX" -> leakyGrad((float) attrs.f("alpha"));
            case "SigmoidGradX" -> ElementwiseKernels::sigmoidGrad;
            case "TanhGradX" -> ElementwiseKernels::tanhGrad;
            case "ExpGradX" -> ElementwiseKernels::expGrad;
            case "SqrGradX" -> ElementwiseKernels::squareGrad;
            case "SwishGradX" -> times(ElementwiseKernels::swishSlope);
            case "EluGradX" -> times(eluSlope(attrs.f("alpha")));
            case "SoftplusGradX" -> times(y -> -Math.expm1(-y));
            case "GeluGradX" -> times(isTanh(attrs) ? Gelu::tanhSlope : Gelu::slope);
            case "HardSwishGradX" -> times(x -> x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5);
            case "HardSigmoidGradX" -> times(hardSlope(attrs.f("alpha")));
            case "MishGradX" -> times(Mish::slope);
            case "ClipGradX" -> times(clipSlope(attrs.f("min"), attrs.f("max")));
            default -> throw new IllegalArgumentException(type);
        };
    }

    private static Map each(DoubleUnaryOperator f) {
        return (x, from, y, to, count) -> {
            for (int i = 0; i < count; i++) {
                y[to + i] = (float) f.applyAsDouble(x[from + i]);
            }
        };
    }

    /** A curve that is drawn over what is there already. */
    private interface Curve {
        void run(float[] z, int at, int count);
    }

    private static Map copied(Curve curve) {
        return (x, from, y, to, count) -> {
            System.arraycopy(x, from, y, to, count);
            curve.run(y, to, count);
        };
    }

    private static Slope times(DoubleUnaryOperator slope) {
        return (kept, at, dY, from, dX, to, count) -> {
            for (int i = 0; i < count; i++) {
                dX[to + i] = (float) (dY[from + i] * slope.applyAsDouble(kept[at + i]));
            }
        };
    }

    private static boolean isTanh(Attrs attrs) {
        return Gelu.isTanh(attrs.s("approximate"));
    }

    private static void hardSwish(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            float one = x[from + i];
            y[to + i] = one * Math.max(0f, Math.min(1f, one / 6 + 0.5f));
        }
    }

    private static Map hardSigmoid(float alpha, float beta) {
        return (x, from, y, to, count) -> {
            for (int i = 0; i < count; i++) {
                y[to + i] = Math.max(0f, Math.min(1f, alpha * x[from + i] + beta));
            }
        };
    }

    private static DoubleUnaryOperator hardSlope(double alpha) {
        return y -> y > 0 && y < 1 ? alpha : 0;
    }

    private static double swishSlope(double x) {
        double s = Sigmoid.of(x);
        return s + x * s * (1 - s);
    }

    private static DoubleUnaryOperator eluSlope(double alpha) {
        return y -> y > 0 ? 1 : y + alpha;
    }

    private static DoubleUnaryOperator clipSlope(double min, double max) {
        return y -> y > min && y < max ? 1 : 0;
    }

    private static DoubleUnaryOperator leaky(double alpha) {
        return x -> x >= 0 ? x : alpha * x;
    }

    private static DoubleUnaryOperator elu(double alpha) {
        return x -> x > 0 ? x : alpha * Math.expm1(x);
    }

    private static Map scale(float factor) {
        return (x, from, y, to, count) -> Loops.scale(factor, x, from, y, to, count);
    }

    private static Map clip(float min, float max) {
        return (x, from, y, to, count) -> {
            for (int i = 0; i < count; i++) {
                y[to + i] = Math.min(Math.max(x[from + i], min), max);
            }
        };
    }

    private static void square(float[] x, int from, float[] y, int to, int count) {
        Loops.product(x, from, x, from, y, to, count);
    }

    private static void root(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = (float) Math.sqrt(x[from + i]);
        }
    }

    private static Slope leakyGrad(float alpha) {
        return (y, at, dY, from, dX, to, count) ->
                Loops.reluGrad(y, at, dY, from, dX, to, count, alpha);
    }

    private static void sigmoidGrad(
            float[] y, int at, float[] dY, int from, float[] dX, int to, int count) {
        for (int i = 0; i < count; i++) {
            dX[to + i] = dY[from + i] * y[at + i] * (1 - y[at + i]);
        }
    }

    private static void tanhGrad(
            float[] y, int at, float[] dY, int from, float[] dX, int to, int count) {
        for (int i = 0; i < count; i++) {
            dX[to + i] = dY[from + i] * (1 - y[at + i] * y[at + i]);
        }
    }

    private static void expGrad(
            float[] y, int at, float[] dY, int from, float[] dX, int to, int count) {
        for (int i = 0; i < count; i++) {
            dX[to + i] = dY[from + i] * y[at + i];
        }
    }

    private static void squareGrad(
            float[] x, int at, float[] dY, int from, float[] dX, int to, int count) {
        for (int i = 0; i < count; i++) {
            dX[to + i] = 2 * x[at + i] * dY[from + i];
        }
    }
}
