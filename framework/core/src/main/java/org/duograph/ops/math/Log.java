package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Unusual;
import org.duograph.tensor.NDArray;

/** The natural logarithm; not a number below zero. */
public final class Log {
    /** {@code dX = dY / X}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingX("Log", Unary.POSITIVE)
                    .formula("dX = dY / X")
                    .gradient(Unary.bending((t, x, w) -> t.scaled(t.over(t.over(w, x), x), -1)))
                    .kernel(Unary.slope(x -> 1 / x))
                    .example(
                            Example.of(
                                    NDArray.vector(1, 2),
                                    NDArray.vector(3, 4),
                                    NDArray.vector(3, 2)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Log", Unary.POSITIVE)
                    .mayDiffer(
                            "On oneDNN, denormal numbers have the logarithm of the least normal one, about -88.",
                            Unusual.DENORMAL)
                    .summary("The natural logarithm of each number.")
                    .formula("Y = log(X)")
                    .gradient(Unary.by(GRAD_X))
                    .kernel(Unary.each(Math::log))
                    .example(Example.of(NDArray.vector(1, 2.7182818f), NDArray.vector(0, 1)))
                    .build();

    private Log() {}
}
