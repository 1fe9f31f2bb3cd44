package org.duograph.ops.loss;

import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.math.Negative;
import org.duograph.ops.math.Sign;
import org.duograph.ops.math.Sub;
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
        Value difference = g.append(Sub.OP, Map.of(), g.input(0), g.input(1));
        Value sign = g.append(Sign.OP, Map.of(), difference);
        Value dX = Distance.timesRowGradient(g, sign);
        g.inputGradient(0, dX);
        g.inputGradient(1, g.append(Negative.OP, Map.of(), dX));
    }
}
