package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/** The inverse of the tangent. */
public final class Atan {
    /** The operator. */
    public static final OpDef OP =
            Unary.named("Atan", Unary.ANY)
                    .summary("The angle of which each number is the tangent.")
                    .formula("Y = atan(X)")
                    .gradient(Unary.madeOfX((t, x, dY) -> t.over(dY, t.plus(t.of(Sqr.OP, x), 1))))
                    .kernel(Unary.each(Math::atan))
                    .example(Example.of(NDArray.vector(0, 1), NDArray.vector(0, 0.7853982f)))
                    .build();

    private Atan() {}
}
