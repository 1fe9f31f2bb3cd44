package org.duograph.ops.math;

import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.Unusual;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The exponential function. Its gradient reads Y, not X, so X need not be kept. */
public final class Exp {
    /** {@code dX = dY * Y}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingY("Exp", Unary.ANY)
                    .formula("dX = dY * Y")
                    .gradient(Unary.bending((t, y, w) -> w))
                    .kernel(Unary.slope(y -> y))
                    .example(
                            Example.of(
                                    NDArray.vector(1, 2),
                                    NDArray.vector(3, 4),
                                    NDArray.vector(3, 8)))
                    .wide(Sample.of(Map.of(), Shape.of(2, 35, 5, 5), Shape.of(2, 35, 5, 5)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Exp", Unary.ANY)
                    .mayDiffer("On oneDNN, what is not a number becomes infinity.", Unusual.NAN)
                    .summary("The exponential of each number.")
                    .formula("Y = exp(X)")
                    .gradient(Unary.by(GRAD_X))
                    .kernel(Unary.each(Math::exp))
                    .example(Example.of(NDArray.vector(0, 1), NDArray.vector(1, 2.7182818f)))
                    .wide(Sample.of(Map.of(), Shape.of(2, 35, 5, 5)))
                    .build();

    private Exp() {}
}
