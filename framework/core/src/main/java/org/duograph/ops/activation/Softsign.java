package org.duograph.ops.activation;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.ops.math.Sign;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.NDArray;

/** A squeezing function like Tanh, but slower to saturate. Its gradient reads Y, not X. */
public final class Softsign {
    /** {@code dX = dY * (1 - |Y|)^2}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingY("Softsign", Unary.ANY)
                    .formula("dX = dY * (1 - |Y|)^2")
                    .gradient(
                            Unary.bending(
                                    (t, y, w) ->
                                            t.scaled(t.times(w, t.minus(t.of(Sign.OP, y), y)), -2)))
                    .kernel(Unary.slope(y -> (1 - Math.abs(y)) * (1 - Math.abs(y))))
                    .example(
                            Example.of(
                                    NDArray.vector(-0.5f, 0),
                                    NDArray.vector(4, 5),
                                    NDArray.vector(1, 5)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Softsign", Unary.ANY)
                    .summary("Squeezes numbers into (-1, 1), each by its own size.")
                    .formula("Y = X / (1 + |X|)")
                    .gradient(Unary.by(GRAD_X))
                    .kernel(Unary.each(x -> x / (1 + Math.abs(x))))
                    .example(Example.of(NDArray.vector(-1, 0, 3), NDArray.vector(-0.5f, 0, 0.75f)))
                    .build();

    private Softsign() {}
}
