package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/** The sign. It is flat wherever it has a slope, so it has no gradient. */
public final class Sign {
    /** The operator. */
    public static final OpDef OP =
            Unary.ofNumbers("Sign", Unary.ANY)
                    .summary("Replaces each number by its sign: -1, 0 or 1.")
                    .formula("Y = -1 where X < 0, 1 where X > 0, else 0")
                    .kernel(Unary.each(Math::signum, Long::signum))
                    .example(Example.of(NDArray.vector(-3, 0, 2), NDArray.vector(-1, 0, 1)))
                    .build();

    private Sign() {}
}
