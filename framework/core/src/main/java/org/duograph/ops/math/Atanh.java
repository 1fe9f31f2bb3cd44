package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The inverse of the hyperbolic tangent. */
public final class Atanh {
    /** The operator. */
    public static final OpDef OP =
            Unary.named("Atanh", Sample.real(Shape.of(2, 3, 4), -0.9, 0.9))
                    .summary("The number of which each number is the hyperbolic tangent.")
                    .formula("Y = log((1 + X) / (1 - X)) / 2")
                    .gradient(
                            Unary.madeOfX(
                                    (t, x, dY) ->
                                            t.over(dY, t.plus(t.scaled(t.of(Sqr.OP, x), -1), 1))))
                    .kernel(Unary.each(Atanh::of))
                    .example(Example.of(NDArray.vector(0, 0.5f), NDArray.vector(0, 0.54930615f)))
                    .build();

    private Atanh() {}

    /** The number of which {@code x} is the hyperbolic tangent; NaN outside [-1, 1]. */
    public static double of(double x) {
        return (Math.log1p(x) - Math.log1p(-x)) / 2;
    }
}
