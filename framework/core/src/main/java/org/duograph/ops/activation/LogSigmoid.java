package org.duograph.ops.activation;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.NDArray;

/** The logarithm of the logistic function, safe where that is too small to be held. */
public final class LogSigmoid {
    /** {@code dX = dY / (1 + exp(X))}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingX("LogSigmoid", Unary.ANY)
                    .formula("dX = dY / (1 + exp(X))")
                    .gradient(Unary.bending(LogSigmoid::bend))
                    .kernel(Unary.slope(x -> Sigmoid.of(-x)))
                    .example(Example.of(NDArray.vector(0), NDArray.vector(4), NDArray.vector(2)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("LogSigmoid", Unary.ANY)
                    .summary("The logarithm of the logistic function of each number.")
                    .formula("Y = -log(1 + exp(-X))")
                    .gradient(Unary.by(GRAD_X))
                    .kernel(Unary.each(x -> Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)))))
                    .example(Example.of(NDArray.vector(0, -100), NDArray.vector(-0.6931472f, -100)))
                    .build();

    private LogSigmoid() {}

    /** With the logistic function s, the slope 1 - s bends by -s (1 - s). */
    private static Value bend(Terms t, Value x, Value weight) {
        Value s = t.of(Sigmoid.OP, x);
        return t.scaled(t.of(Sigmoid.GRAD_X, s, weight), -1);
    }
}
