package org.duograph.ops.loss;

import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.math.Negative;
import org.duograph.ops.math.Terms;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Half the squared Euclidean distance of each row of X from that of Y. */
public final class SquaredL2Distance {
    /** The operator. */
    public static final OpDef OP =
            Distance.named("SquaredL2Distance")
                    .summary("Half the squared distance of each row of X from that of Y.")
                    .formula("Z[n] = 1/2 * sum over i of (X[n, i] - Y[n, i])^2")
                    .gradient(SquaredL2Distance::gradient)
                    .kernel(Distance.sum((x, y) -> 0.5 * (x - y) * (x - y)))
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4),
                                    NDArray.of(Shape.of(2, 2), 2f, 2, 0, 0),
                                    NDArray.vector(0.5f, 12.5f)))
                    .build();

    private SquaredL2Distance() {}

    private static void gradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Value dX = t.timesRows(t.minus(g.input(0), g.input(1)), g.outputGradient(0));
        g.inputGradient(0, dX);
        g.inputGradient(1, t.of(Negative.OP, dX));
    }
}
