package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Unusual;
import org.duograph.tensor.NDArray;

/** The absolute value; its slope at 0 is taken to be 0. */
public final class Abs {
    /** {@code dX = dY * sign(X)}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingX("Abs", Unary.NOT_ZERO)
                    .mayDiffer(
                            "Where the slope is not a number, a backend may take another for it.",
                            Unusual.NAN)
                    .formula("dX = dY * sign(X)")
                    .kernel(Unary.slope(Math::signum))
                    .example(
                            Example.of(
                                    NDArray.vector(-2, 0, 3),
                                    NDArray.vector(5, 6, 7),
                                    NDArray.vector(-5, 0, 7)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.ofNumbers("Abs", Unary.NOT_ZERO)
                    .summary("The absolute value of each number.")
                    .formula("Y = |X|")
                    .gradient(Unary.by(GRAD_X))
                    .kernel(Unary.each(Math::abs, Math::abs))
                    .example(Example.of(NDArray.vector(-2, 0, 3), NDArray.vector(2, 0, 3)))
                    .build();

    private Abs() {}
}
