package org.duograph.ops.loss;

import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.math.Negative;
import org.duograph.ops.math.Sign;
import org.duograph.ops.math.Terms;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The sum of absolute differences of each row of X from that of Y. */
public final class L1Distance {
    /** The operator. */
    public static final OpDef OP =
            Distance.named("L1Distance")
                    .summary("The sum of absolute differences of each row of X from that of Y.")
                    .formula("Z[n] = sum over i of |X[n, i] - Y[n, i]|")
                    .gradient(L1Distance::gradient)
                    .kernel(Distance.sum((x, y) -> Math.abs(x - y)))
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4),
                                    NDArray.of(Shape.of(2, 2), 2f, 2, 0, 0),
                                    NDArray.vector(1, 7)))
                    .build();

    private L1Distance() {}

    private static void gradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Value sign = t.of(Sign.OP, t.minus(g.input(0), g.input(1)));
        Value dX = t.timesRows(sign, g.outputGradient(0));
        g.inputGradient(0, dX);
        g.inputGradient(1, t.of(Negative.OP, dX));
    }
}
