package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/** The hyperbolic sine. */
public final class Sinh {
    /** The operator. */
    public static final OpDef OP =
            Unary.named("Sinh", Unary.ANY)
                    .summary("The hyperbolic sine of each number.")
                    .formula("Y = (e^X - e^-X) / 2")
                    .gradient(Unary.madeOfX((t, x, dY) -> t.times(dY, t.of(Cosh.OP, x))))
                    .kernel(Unary.each(Math::sinh))
                    .example(Example.of(NDArray.vector(0, 1), NDArray.vector(0, 1.1752012f)))
                    .build();

    private Sinh() {}
}
