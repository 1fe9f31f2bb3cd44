package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/** The hyperbolic cosine. */
public final class Cosh {
    /** The operator. */
    public static final OpDef OP =
            Unary.named("Cosh", Unary.ANY)
                    .summary("The hyperbolic cosine of each number.")
                    .formula("Y = (e^X + e^-X) / 2")
                    .gradient(Unary.madeOfX((t, x, dY) -> t.times(dY, t.of(Sinh.OP, x))))
                    .kernel(Unary.each(Math::cosh))
                    .example(Example.of(NDArray.vector(0, 1), NDArray.vector(1, 1.5430807f)))
                    .build();

    private Cosh() {}
}
