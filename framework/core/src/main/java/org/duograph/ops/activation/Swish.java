package org.duograph.ops.activation;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.NDArray;

/** X times its own Sigmoid (Ramachandran et al. 2017). */
public final class Swish {
    /** {@code dX = dY * (s + X * s * (1 - s)) with s = 1 / (1 + exp(-X))}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingX("Swish", Unary.ANY)
                    .formula("dX = dY * (s + X * s * (1 - s)) with s = 1 / (1 + exp(-X))")
                    .gradient(Unary.bending(Swish::bend))
                    .kernel(Unary.slope(Swish::slope))
                    .example(Example.of(NDArray.vector(0), NDArray.vector(4), NDArray.vector(2)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Swish", Unary.ANY)
                    .summary("Multiplies each number by its logistic function.")
                    .formula("Y = X * s with s = 1 / (1 + exp(-X))")
                    .gradient(Unary.by(GRAD_X))
                    .kernel(Unary.each(x -> x * Sigmoid.of(x)))
                    .example(Example.of(NDArray.vector(0, 2), NDArray.vector(0, 1.7615942f)))
                    .build();

    private Swish() {}

    /**
     * With the logistic function s, the slope s + X s (1 - s) bends by s (1 - s) (2 + X - 2 X s).
     */
    private static Value bend(Terms t, Value x, Value weight) {
        Value s = t.of(Sigmoid.OP, x);
        Value factor = t.minus(t.filled(x, 2), t.minus(t.scaled(t.times(x, s), 2), x));
        return t.of(Sigmoid.GRAD_X, s, t.times(weight, factor));
    }

    private static double slope(double x) {
        double s = Sigmoid.of(x);
        return s + x * s * (1 - s);
    }
}
