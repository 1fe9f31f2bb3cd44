package org.duograph.ops.activation;

import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.Unusual;
import org.duograph.ops.math.Exp;
import org.duograph.ops.math.Negative;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** A smooth form of Relu. Its gradient reads Y, not X, so X need not be kept. */
public final class Softplus {
    /** {@code dX = dY * (1 - exp(-Y))}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingY("Softplus", Unary.POSITIVE)
                    .mayDiffer(
                            "Where the slope is not a number, a backend may take another for it.",
                            Unusual.NAN)
                    .formula("dX = dY * (1 - exp(-Y))")
                    .gradient(
                            Unary.bending(
                                    (t, y, w) -> t.times(w, t.of(Exp.OP, t.of(Negative.OP, y)))))
                    .kernel(Unary.slope(y -> -Math.expm1(-y)))
                    .example(
                            Example.of(
                                    NDArray.vector(0, 0.6931472f),
                                    NDArray.vector(3, 4),
                                    NDArray.vector(0, 2)))
                    .wide(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(2, 35, 5, 6), 0.1, 1),
                                    Sample.real(Shape.of(2, 35, 5, 6), -1, 1)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Softplus", Unary.ANY)
                    .summary("A smooth form of Relu.")
                    .formula("Y = log(1 + exp(X))")
                    .gradient(Unary.by(GRAD_X))
                    .kernel(Unary.each(x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))))
                    .example(Example.of(NDArray.vector(0, 100), NDArray.vector(0.6931472f, 100)))
                    .build();

    private Softplus() {}
}
