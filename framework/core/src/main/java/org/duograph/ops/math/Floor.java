package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/** The next whole number below. It is flat wherever it has a slope, so no gradient flows back. */
public final class Floor {
    /** The operator. */
    public static final OpDef OP =
            Unary.named("Floor", Unary.ANY)
                    .summary("Rounds each number down.")
                    .formula("Y = floor(X)")
                    .gradient(GradientRule.STOP)
                    .kernel(Unary.each(Math::floor))
                    .example(Example.of(NDArray.vector(-1.5f, 2, 2.7f), NDArray.vector(-2, 2, 2)))
                    .build();

    private Floor() {}
}
