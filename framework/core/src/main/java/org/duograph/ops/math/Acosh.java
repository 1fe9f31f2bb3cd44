package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The inverse of the hyperbolic cosine. */
public final class Acosh {
    /** The operator. */
    public static final OpDef OP =
            Unary.named("Acosh", Sample.real(Shape.of(2, 3, 4), 1.5, 3))
                    .summary("The number from 0 on of which each number is the hyperbolic cosine.")
                    .formula("Y = log(X + sqrt(X^2 - 1))")
                    .gradient(
                            Unary.madeOfX(
                                    (t, x, dY) ->
                                            t.over(dY, t.of(Sqrt.OP, t.plus(t.of(Sqr.OP, x), -1)))))
                    .kernel(Unary.each(Acosh::of))
                    .example(Example.of(NDArray.vector(1, 2), NDArray.vector(0, 1.316958f)))
                    .build();

    private Acosh() {}

    /** The number from 0 on of which {@code x} is the hyperbolic cosine; NaN below 1. */
    public static double of(double x) {
        return x > 1e8
                ? Math.log(x) + Math.log(2)
                : Math.log1p(x - 1 + Math.sqrt((x - 1) * (x + 1)));
    }
}
