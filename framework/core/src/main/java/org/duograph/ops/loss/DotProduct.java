package org.duograph.ops.loss;

import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.ops.math.Terms;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The inner product of each row of X with that of Y. */
public final class DotProduct {
    /** The operator. */
    public static final OpDef OP =
            Distance.named("DotProduct")
                    .summary("The inner product of each row of X with that of Y.")
                    .formula("Z[n] = sum over i of X[n, i] * Y[n, i]")
                    .gradient(DotProduct::gradient)
                    .kernel(Distance.sum((x, y) -> x * y))
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4),
                                    NDArray.of(Shape.of(2, 2), 2f, 2, 0, 0),
                                    NDArray.vector(6, 0)))
                    .build();

    private DotProduct() {}

    private static void gradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        g.inputGradient(0, t.timesRows(g.input(1), g.outputGradient(0)));
        g.inputGradient(1, t.timesRows(g.input(0), g.outputGradient(0)));
    }
}
