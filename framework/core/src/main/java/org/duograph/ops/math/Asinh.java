package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/** The inverse of the hyperbolic sine. */
public final class Asinh {
    /** The operator. */
    public static final OpDef OP =
            Unary.named("Asinh", Unary.ANY)
                    .summary("The number of which each number is the hyperbolic sine.")
                    .formula("Y = log(X + sqrt(X^2 + 1))")
                    .gradient(
                            Unary.madeOfX(
                                    (t, x, dY) ->
                                            t.over(dY, t.of(Sqrt.OP, t.plus(t.of(Sqr.OP, x), 1)))))
                    .kernel(Unary.each(Asinh::of))
                    .example(Example.of(NDArray.vector(0, 1), NDArray.vector(0, 0.8813736f)))
                    .build();

    private Asinh() {}

    /**
     * The number of which {@code x} is the hyperbolic sine; {@code log1p} keeps small ones exact.
     */
    public static double of(double x) {
        double a = Math.abs(x);
        double y =
                a > 1e8
                        ? Math.log(a) + Math.log(2)
                        : Math.log1p(a + a * a / (1 + Math.hypot(1, a)));
        return Math.copySign(y, x);
    }
}
