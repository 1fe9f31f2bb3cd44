package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.tensor.NDArray;

/** The error function: how likely a normal number of variance 1/2 lies between -X and X. */
public final class Erf {
    private static final double SLOPE_AT_ZERO = 2 / Math.sqrt(Math.PI);

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Erf", Unary.ANY)
                    .summary("The error function of each number.")
                    .formula("Y = 2 / sqrt(pi) * integral of exp(-t^2) from 0 to X")
                    .gradient(Unary.madeOfX(Erf::gradient))
                    .kernel(Unary.each(Erf::of))
                    .example(Example.of(NDArray.vector(0, 1), NDArray.vector(0, 0.8427008f)))
                    .build();

    private Erf() {}

    /**
     * The error function, by the series {@code 2 / sqrt(pi) * exp(-x^2) * sum of 2^n x^(2n + 1) /
     * (1 * 3 * ... * (2n + 1))}, whose terms all have the same sign; beyond 6 it is 1 to the last
     * bit.
     */
    public static double of(double x) {
        if (Math.abs(x) >= 6 || Double.isNaN(x)) {
            return Math.signum(x);
        }
        double sum = 0;
        double term = x;
        for (int n = 1; sum + term != sum; n++) {
            sum += term;
            term *= 2 * x * x / (2 * n + 1);
        }
        return SLOPE_AT_ZERO * Math.exp(-x * x) * sum;
    }

    private static Value gradient(Terms t, Value x, Value dY) {
        Value bell = t.of(Exp.OP, t.scaled(t.of(Sqr.OP, x), -1));
        return t.times(dY, t.scaled(bell, SLOPE_AT_ZERO));
    }
}
