package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Attrs;
import org.duograph.graph.Node;
import org.duograph.ops.activation.Gelu;
import org.duograph.ops.activation.Mish;
import org.duograph.ops.activation.Sigmoid;
import org.duograph.ops.math.Acosh;
import org.duograph.ops.math.Asinh;
import org.duograph.ops.math.Atanh;
import org.duograph.ops.math.Erf;

/**
 * Functions of each element by itself, their gradients, and the largest and the mean of several
 * inputs.
 */
final class ElementwiseKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "ThresholdedRelu" -> each(a -> threshold(a.f("alpha")));
            case "ThresholdedReluGradX" -> slope(a -> y -> y != 0 ? 1 : 0);
            case "Selu" -> each(a -> selu(a.f("alpha"), a.f("scale")));
            case "SeluGradX" -> slope(a -> seluSlope(a.f("alpha"), a.f("scale")));
            case "Softsign" -> each(a -> x -> x / (1 + Math.abs(x)));
            case "SoftsignGradX" -> slope(a -> y -> (1 - Math.abs(y)) * (1 - Math.abs(y)));
            case "Gelu" -> each(a -> Gelu.isTanh(a.s("approximate")) ? Gelu::ofTanh : Gelu::of);
            case "GeluGradX" ->
                    slope(a -> Gelu.isTanh(a.s("approximate")) ? Gelu::tanhSlope : Gelu::slope);
            case "HardSigmoid" -> each(a -> hardSigmoid(a.f("alpha"), a.f("beta")));
            case "HardSigmoidGradX" -> slope(a -> hardSlope(a.f("alpha")));
            case "HardSwish" -> each(a -> x -> x * Math.max(0, Math.min(1, x / 6 + 0.5)));
            case "HardSwishGradX" -> slope(a -> x -> x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5);
            case "Mish" -> each(a -> Mish::of);
            case "MishGradX" -> slope(a -> Mish::slope);
            case "SwishGradX" -> slope(a -> ElementwiseKernels::swishSlope);
            case "EluGradX" -> slope(a -> eluSlope(a.f("alpha")));
            case "Softplus" -> each(a -> x -> Math.max(x, 0) + log1pExp(-Math.abs(x)));
            case "SoftplusGradX" -> slope(a -> y -> -Math.expm1(-y));
            case "LogSigmoid" -> each(a -> x -> Math.min(x, 0) - log1pExp(-Math.abs(x)));
            case "LogSigmoidGradX" -> slope(a -> x -> Sigmoid.of(-x));
            case "Celu" -> each(a -> celu(a.f("alpha")));
            case "CeluGradX" -> slope(a -> celuSlope(a.f("alpha")));
            case "Shrink" -> each(a -> shrink(a.f("lambda"), a.f("bias")));
            case "ShrinkGradX" -> slope(a -> shrinkSlope(a.f("lambda")));
            case "Logit" -> each(a -> logit(a.f("eps")));
            case "LogitGradX" -> slope(a -> logitSlope(a.f("eps")));
            case "AbsGradX" -> slope(a -> Math::signum);
            case "SqrtGradX" -> slope(a -> y -> 0.5 / y);
            case "LogGradX" -> slope(a -> x -> 1 / x);
            case "ClipGradX" -> slope(a -> clipSlope(a.f("min"), a.f("max")));
            case "ReplaceNaN" -> each(a -> withoutNaN(a.f("value")));
            case "Mean" -> HostKernel.ofFloats(ElementwiseKernels::mean).inPlace(0, 0);
            case "Sign" -> each(a -> Math::signum);
            case "Cube" -> each(a -> x -> x * x * x);
            case "CubeGradX" -> slope(a -> x -> 3 * x * x);
            case "Sin" -> each(a -> Math::sin);
            case "SinGradX" -> slope(a -> Math::cos);
            case "Cos" -> each(a -> Math::cos);
            case "CosGradX" -> slope(a -> x -> -Math.sin(x));
            case "Floor" -> each(a -> Math::floor);
            case "Ceil" -> each(a -> Math::ceil);
            case "Round" -> each(a -> Math::rint);
            case "Tan" -> each(a -> Math::tan);
            case "Asin" -> each(a -> Math::asin);
            case "Acos" -> each(a -> Math::acos);
            case "Atan" -> each(a -> Math::atan);
            case "Sinh" -> each(a -> Math::sinh);
            case "Cosh" -> each(a -> Math::cosh);
            case "Asinh" -> each(a -> Asinh::of);
            case "Acosh" -> each(a -> Acosh::of);
            case "Atanh" -> each(a -> Atanh::of);
            case "Log1p" -> each(a -> Math::log1p);
            case "Expm1" -> each(a -> Math::expm1);
            case "Erf" -> each(a -> Erf::of);
            case "Max" ->
                    HostKernel.ofFloats((node, arrays) -> best(node, arrays, true)).inPlace(0, 0);
            case "Min" ->
                    HostKernel.ofFloats((node, arrays) -> best(node, arrays, false)).inPlace(0, 0);
            case "MaxGradX", "MinGradX" ->
                    HostKernel.ofFloats(ElementwiseKernels::gradOfBest).inPlace(0, 2);
            default -> null;
        };
    }

    private static DoubleUnaryOperator threshold(double alpha) {
        return x -> x > alpha ? x : 0;
    }

    private static DoubleUnaryOperator selu(double alpha, double scale) {
        return x -> scale * (x > 0 ? x : alpha * Math.expm1(x));
    }

    private static DoubleUnaryOperator seluSlope(double alpha, double scale) {
        return y -> y > 0 ? scale : y + scale * alpha;
    }

    private static DoubleUnaryOperator hardSigmoid(double alpha, double beta) {
        return x -> Math.max(0, Math.min(1, alpha * x + beta));
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

    private static double log1pExp(double x) {
        return Math.log1p(Math.exp(x));
    }

    private static DoubleUnaryOperator celu(double alpha) {
        return x -> x > 0 ? x : alpha * Math.expm1(x / alpha);
    }

    private static DoubleUnaryOperator celuSlope(double alpha) {
        return y -> y > 0 ? 1 : 1 + y / alpha;
    }

    private static DoubleUnaryOperator shrink(double lambda, double bias) {
        return x -> x > lambda ? x - bias : x < -lambda ? x + bias : 0;
    }

    private static DoubleUnaryOperator shrinkSlope(double lambda) {
        return x -> x > lambda || x < -lambda ? 1 : 0;
    }

    private static DoubleUnaryOperator logit(double eps) {
        return x -> {
            double p = Math.min(Math.max(x, eps), 1 - eps);
            return Math.log(p) - Math.log1p(-p);
        };
    }

    private static DoubleUnaryOperator logitSlope(double eps) {
        return x -> x < eps || x > 1 - eps ? 0 : 1 / (x * (1 - x));
    }

    private static DoubleUnaryOperator clipSlope(double min, double max) {
        return y -> y > min && y < max ? 1 : 0;
    }

    private static DoubleUnaryOperator withoutNaN(double value) {
        return x -> Double.isNaN(x) ? value : x;
    }

    /** {@code Y = f(X)}, where f depends on the attributes. */
    private static HostKernel each(Function<Attrs, DoubleUnaryOperator> f) {
        return HostKernel.ofFloats(
                        (node, arrays) -> {
                            DoubleUnaryOperator formula = f.apply(node.attrs());
                            FloatBuffer x = arrays.in(0);
                            FloatBuffer y = arrays.out(0);
                            int size = node.output(0).shape().intSize();
                            return () -> {
                                for (int i = 0; i < size; i++) {
                                    y.put(i, (float) formula.applyAsDouble(x.get(i)));
                                }
                            };
                        })
                .inPlace(0, 0);
    }

    /** {@code dX = dY * slope}, the slope being a function of X or Y. */
    private static HostKernel slope(Function<Attrs, DoubleUnaryOperator> slope) {
        return HostKernel.ofFloats(
                        (node, arrays) -> {
                            DoubleUnaryOperator formula = slope.apply(node.attrs());
                            FloatBuffer kept = arrays.in(0);
                            FloatBuffer dY = arrays.in(1);
                            FloatBuffer dX = arrays.out(0);
                            int size = node.output(0).shape().intSize();
                            return () -> {
                                for (int i = 0; i < size; i++) {
                                    double s = formula.applyAsDouble(kept.get(i));
                                    dX.put(i, (float) (dY.get(i) * s));
                                }
                            };
                        })
                .inPlace(0, 1);
    }

    /** The largest or smallest of any number of inputs. */
    private static Kernel best(Node node, HostArrays arrays, boolean largest) {
        FloatBuffer[] x = new FloatBuffer[node.inputs().size()];
        for (int k = 0; k < x.length; k++) {
            x[k] = arrays.in(k);
        }
        FloatBuffer y = arrays.out(0);
        int size = node.output(0).shape().intSize();
        return () -> {
            for (int i = 0; i < size; i++) {
                float best = x[0].get(i);
                for (int k = 1; k < x.length; k++) {
                    float other = x[k].get(i);
                    best = largest ? Math.max(best, other) : Math.min(best, other);
                }
                y.put(i, best);
            }
        };
    }

    /** The mean of any number of inputs. */
    private static Kernel mean(Node node, HostArrays arrays) {
        FloatBuffer[] x = new FloatBuffer[node.inputs().size()];
        for (int k = 0; k < x.length; k++) {
            x[k] = arrays.in(k);
        }
        FloatBuffer y = arrays.out(0);
        int size = node.output(0).shape().intSize();
        return () -> {
            for (int i = 0; i < size; i++) {
                double sum = 0;
                for (FloatBuffer one : x) {
                    sum += one.get(i);
                }
                y.put(i, (float) (sum / x.length));
            }
        };
    }

    private static Kernel gradOfBest(Node node, HostArrays arrays) {
        FloatBuffer x = arrays.in(0);
        FloatBuffer y = arrays.in(1);
        FloatBuffer dY = arrays.in(2);
        FloatBuffer dX = arrays.out(0);
        int size = node.output(0).shape().intSize();
        return () -> {
            for (int i = 0; i < size; i++) {
                dX.put(i, x.get(i) == y.get(i) ? dY.get(i) : 0);
            }
        };
    }
}
