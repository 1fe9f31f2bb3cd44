package org.duograph.ops.activation;

import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.Unusual;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The logistic function. Its gradient reads Y, not X, so X need not be kept. */
public final class Sigmoid {
    /** {@code dX = dY * Y * (1 - Y)}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingY("Sigmoid", Unary.ANY)
                    .formula("dX = dY * Y * (1 - Y)")
                    .gradient(Unary.bending((t, y, w) -> t.minus(w, t.scaled(t.times(w, y), 2))))
                    .kernel(Unary.slope(y -> y * (1 - y)))
                    .example(
                            Example.of(
                                    NDArray.vector(0.5f, 0.2f),
                                    NDArray.vector(4, 10),
                                    NDArray.vector(1, 1.6f)))
                    .wide(Sample.of(Map.of(), Shape.of(2, 35, 5, 5), Shape.of(2, 35, 5, 5)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Sigmoid", Unary.ANY)
                    .mayDiffer("On oneDNN, what is not a number may become 0.", Unusual.NAN)
                    .summary("Squeezes numbers into (0, 1) by the logistic function.")
                    .formula("Y = 1 / (1 + exp(-X))")
                    .gradient(Unary.by(GRAD_X))
                    .kernel(Unary.each(Sigmoid::of))
                    .example(Example.of(NDArray.vector(0, 2), NDArray.vector(0.5f, 0.880797f)))
                    .wide(Sample.of(Map.of(), Shape.of(2, 35, 5, 5)))
                    .build();

    private Sigmoid() {}

    /** The logistic function of a number. */
    public static double of(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
