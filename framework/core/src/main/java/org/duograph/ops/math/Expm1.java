package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/** The exponential less one: exact where X is small. */
public final class Expm1 {
    /** The operator. */
    public static final OpDef OP =
            Unary.named("Expm1", Unary.ANY)
                    .summary("The exponential of each number, less 1.")
                    .formula("Y = exp(X) - 1")
                    .gradient(Unary.madeOfY((t, y, dY) -> t.times(dY, t.plus(y, 1))))
                    .kernel(Unary.each(Math::expm1))
                    .example(Example.of(NDArray.vector(0, 1), NDArray.vector(0, 1.7182819f)))
                    .build();

    private Expm1() {}
}
