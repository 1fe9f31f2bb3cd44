package org.duograph.ops.activation;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Unusual;
import org.duograph.graph.Value;
import org.duograph.ops.math.Sqr;
import org.duograph.ops.math.Terms;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.NDArray;

/** X times the hyperbolic tangent of its Softplus (Misra 2019). */
public final class Mish {
    /** {@code dX = dY * (u + X * (1 - u^2) * s) with u = tanh(log(1 + exp(X)))}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingX("Mish", Unary.ANY)
                    .mayDiffer(
                            "On oneDNN, dX may be infinite instead of not a number where X is"
                                    + " infinite.",
                            Unusual.NAN,
                            Unusual.INFINITY)
                    .formula(
                            "dX = dY * (u + X * (1 - u^2) * s), u = tanh(log(1 + exp(X))),"
                                    + " s = 1 / (1 + exp(-X))")
                    .gradient(Unary.bending(Mish::bend))
                    .kernel(Unary.slope(Mish::slope))
                    .example(Example.of(NDArray.vector(0), NDArray.vector(10), NDArray.vector(6)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Mish", Unary.ANY)
                    .summary("Multiplies each number by the hyperbolic tangent of its Softplus.")
                    .formula("Y = X * tanh(log(1 + exp(X)))")
                    .gradient(Unary.by(GRAD_X))
                    .kernel(Unary.each(Mish::of))
                    .example(Example.of(NDArray.vector(0, 2), NDArray.vector(0, 1.943959f)))
                    .build();

    private Mish() {}

    /** The operator's formula. */
    public static double of(double x) {
        return x * Math.tanh(softplus(x));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** Its slope. */
    public static double slope(double x) {
        double u = Math.tanh(softplus(x));
        return u + x * (1 - u * u) * Sigmoid.of(x);
    }

    /** The slope bends by (1 - u^2) s (2 + X (1 - s) - 2 X u s). */
    private static Value bend(Terms t, Value x, Value weight) {
        Value u = t.of(Tanh.OP, t.of(Softplus.OP, x));
        Value s = t.of(Sigmoid.OP, x);
        Value ones = t.filled(x, 1);
        Value steep = t.times(t.minus(ones, t.of(Sqr.OP, u)), s);
        Value first = t.times(x, t.minus(ones, s));
        Value second = t.scaled(t.times(x, t.times(u, s)), 2);
        Value factor = t.plus(t.minus(first, second), 2);
        return t.times(weight, t.times(steep, factor));
    }
}
