package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/** The next whole number above. It is flat wherever it has a slope, so no gradient flows back. */
public final class Ceil {
    /** The operator. */
    public static final OpDef OP =
            Unary.named("Ceil", Unary.ANY)
                    .summary("Rounds each number up.")
                    .formula("Y = ceil(X)")
                    .gradient(GradientRule.STOP)
                    .kernel(Unary.each(Math::ceil))
                    .example(Example.of(NDArray.vector(-1.5f, 2, 2.2f), NDArray.vector(-1, 2, 3)))
                    .build();

    private Ceil() {}
}
