package org.duograph.session.train;

import org.duograph.session.Tensor;
import org.duograph.tensor.DType;

/**
 * Learning rates that fall with the global step: tensors, to be given to an optimizer as its rate.
 *
 * <p>{@code t} is the step divided by {@code steps}, rounded down where it is a staircase.
 */
public final class Decay {
    private Decay() {}

    /** {@code rate * factor ^ t}. */
    public static Tensor exponential(double rate, Tensor globalStep, int steps, double factor) {
        Tensor t = part(globalStep, steps);
        return t.times(Math.log(factor)).exp().times(rate);
    }

    /** {@code rate * exp(-factor * t)}. */
    public static Tensor naturalExp(double rate, Tensor globalStep, int steps, double factor) {
        return part(globalStep, steps).times(-factor).exp().times(rate);
    }

    /** {@code rate / (1 + factor * t)}. */
    public static Tensor inverseTime(double rate, Tensor globalStep, int steps, double factor) {
        Tensor below = part(globalStep, steps).times(factor).plus(1);
        return below.pow(-1).times(rate);
    }

    /** From {@code rate} to {@code end} in {@code steps} steps, as the power of what is left. */
    public static Tensor polynomial(
            double rate, Tensor globalStep, int steps, double end, double power) {
        Tensor left = part(globalStep, steps).minimum(1).negative().plus(1);
        return left.pow(power).times(rate - end).plus(end);
    }

    private static Tensor part(Tensor globalStep, int steps) {
        return globalStep.cast(DType.FLOAT32).dividedBy(steps);
    }
}
