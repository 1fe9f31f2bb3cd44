package org.duograph.ops.activation;

import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The hyperbolic tangent. Its gradient reads Y, not X, so X need not be kept. */
public final class Tanh {
    /** {@code dX = dY * (1 - Y^2)}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingY("Tanh", Unary.ANY)
                    .formula("dX = dY * (1 - Y^2)")
                    .gradient(Unary.bending((t, y, w) -> t.scaled(t.times(w, y), -2)))
                    .kernel(Unary.slope(y -> 1 - y * y))
                    .example(
                            Example.of(
                                    NDArray.vector(0, 0.5f),
                                    NDArray.vector(3, 4),
                                    NDArray.vector(3, 3)))
                    .wide(Sample.of(Map.of(), Shape.of(2, 35, 5, 5), Shape.of(2, 35, 5, 5)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Tanh", Unary.ANY)
                    .summary("Squeezes numbers into (-1, 1) by the hyperbolic tangent.")
                    .formula("Y = tanh(X)")
                    .gradient(Unary.by(GRAD_X))
                    .kernel(Unary.each(Math::tanh))
                    .example(Example.of(NDArray.vector(0, 1), NDArray.vector(0, 0.7615942f)))
                    .wide(Sample.of(Map.of(), Shape.of(2, 35, 5, 5)))
                    .build();

    private Tanh() {}
}
