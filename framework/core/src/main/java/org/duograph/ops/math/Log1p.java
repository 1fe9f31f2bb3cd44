package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The logarithm of one more: exact where X is small. */
public final class Log1p {
    /** The operator. */
    public static final OpDef OP =
            Unary.named("Log1p", Sample.real(Shape.of(2, 3, 4), -0.5, 2))
                    .summary("The logarithm of 1 + each number.")
                    .formula("Y = log(1 + X)")
                    .gradient(Unary.madeOfX((t, x, dY) -> t.over(dY, t.plus(x, 1))))
                    .kernel(Unary.each(Math::log1p))
                    .example(Example.of(NDArray.vector(0, 1), NDArray.vector(0, 0.6931472f)))
                    .build();

    private Log1p() {}
}
