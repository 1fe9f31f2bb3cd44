package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/** The tangent. */
public final class Tan {
    /** The operator. */
    public static final OpDef OP =
            Unary.named("Tan", Unary.ANY)
                    .summary("The tangent of each number.")
                    .formula("Y = tan(X)")
                    .gradient(
                            Unary.madeOfX((t, x, dY) -> t.over(dY, t.of(Sqr.OP, t.of(Cos.OP, x)))))
                    .kernel(Unary.each(Math::tan))
                    .example(Example.of(NDArray.vector(0, 0.7853982f), NDArray.vector(0, 1)))
                    .build();

    private Tan() {}
}
