package org.duograph.ops.activation;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.NDArray;

/** X times its own Sigmoid (Ramachandran et al. 2017). */
public final class Swish {
    /** {@code dX = dY * (s + X * s * (1 - s)) with s = 1 / (1 + exp(-X))}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingX("Swish", Unary.ANY)
                    .formula("dX = dY * (s + X * s * (1 - s)) with s = 1 / (1 + exp(-X))")
                    .kernel(Unary.slope(Swish::slope))
                    .example(Example.of(NDArray.vector(0), NDArray.vector(4), NDArray.vector(2)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Swish", Unary.ANY)
                    .summary("Multiplies each number by its logistic function.")
                    .formula("Y = X / (1 + exp(-X))")
                    .gradient(Unary.by(GRAD_X))
                    .kernel(Unary.each(x -> x / (1 + Math.exp(-x))))
                    .example(Example.of(NDArray.vector(0, 2), NDArray.vector(0, 1.7615942f)))
                    .build();

    private Swish() {}

    private static double slope(double x) {
        double s = 1 / (1 + Math.exp(-x));
        return s + x * s * (1 - s);
    }
}
