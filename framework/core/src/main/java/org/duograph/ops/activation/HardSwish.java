package org.duograph.ops.activation;

import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.Unusual;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** X times a line within [0, 1]: a Swish that is quick (Howard et al., MobileNetV3, 2019). */
public final class HardSwish {
    private static final Sample.Input WIDE = Sample.real(Shape.of(2, 3, 4), -5, 5);

    /** {@code dX = dY * (0 where X <= -3, 1 where X >= 3, else X / 3 + 1 / 2)}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingX("HardSwish", WIDE)
                    .mayDiffer(
                            "Where X is not a number, a backend may take another for the slope.",
                            Unusual.NAN)
                    .formula("dX = dY * (0 where X <= -3, 1 where X >= 3, else X / 3 + 1 / 2)")
                    .gradient(Unary.bending(HardSwish::bend))
                    .kernel(Unary.slope(x -> x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5))
                    .example(
                            Example.of(
                                    NDArray.vector(-4, 0, 4),
                                    NDArray.vector(4, 4, 4),
                                    NDArray.vector(0, 2, 4)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("HardSwish", WIDE)
                    .summary("Multiplies each number by a line within [0, 1].")
                    .formula("Y = X * max(0, min(1, X / 6 + 1 / 2))")
                    .gradient(Unary.by(GRAD_X))
                    .kernel(Unary.each(x -> x * Math.max(0, Math.min(1, x / 6 + 0.5))))
                    .example(Example.of(NDArray.vector(-4, 1.5f, 4), NDArray.vector(0, 1.125f, 4)))
                    .build();

    private HardSwish() {}

    /** The slope is a third that of a HardSigmoid from -3 to 3. */
    private static Value bend(Terms t, Value x, Value weight) {
        Map<String, ?> line = Map.of("alpha", 1 / 6.0);
        Value y = t.site().append(HardSigmoid.OP, line, x);
        return t.scaled(t.site().append(HardSigmoid.GRAD_X, line, y, weight), 2);
    }
}
