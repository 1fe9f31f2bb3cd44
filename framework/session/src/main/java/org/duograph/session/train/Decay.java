package org.duograph.session.train;

import org.duograph.session.Graph;
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
        return exponential(rate, globalStep, steps, factor, false);
    }

    /** {@code rate * factor ^ t}. */
    public static Tensor exponential(
            double rate, Tensor globalStep, int steps, double factor, boolean staircase) {
        Tensor t = part(globalStep, steps, staircase);
        return t.times(Math.log(factor)).exp().times(rate);
    }

    /** {@code rate * exp(-factor * t)}. */
    public static Tensor naturalExp(double rate, Tensor globalStep, int steps, double factor) {
        return naturalExp(rate, globalStep, steps, factor, false);
    }

    /** {@code rate * exp(-factor * t)}. */
    public static Tensor naturalExp(
            double rate, Tensor globalStep, int steps, double factor, boolean staircase) {
        return part(globalStep, steps, staircase).times(-factor).exp().times(rate);
    }

    /** {@code rate / (1 + factor * t)}. */
    public static Tensor inverseTime(double rate, Tensor globalStep, int steps, double factor) {
        return inverseTime(rate, globalStep, steps, factor, false);
    }

    /** {@code rate / (1 + factor * t)}. */
    public static Tensor inverseTime(
            double rate, Tensor globalStep, int steps, double factor, boolean staircase) {
        Tensor below = part(globalStep, steps, staircase).times(factor).plus(1);
        return below.pow(-1).times(rate);
    }

    /** From {@code rate} to {@code end} in {@code steps} steps, as the power of what is left. */
    public static Tensor polynomial(
            double rate, Tensor globalStep, int steps, double end, double power) {
        Tensor left = part(globalStep, steps, false).minimum(1).negative().plus(1);
        return left.pow(power).times(rate - end).plus(end);
    }

    /** From {@code rate} to {@code share * rate} in {@code steps} steps, as half a cosine. */
    public static Tensor cosine(double rate, Tensor globalStep, int steps, double share) {
        Tensor angle = part(globalStep, steps, false).minimum(1).times(Math.PI);
        Tensor left = globalStep.graph().op("Cos").input(angle).tensor().plus(1).times(0.5);
        return left.times((1 - share) * rate).plus(share * rate);
    }

    /**
     * {@code rates[0]} up to step {@code boundaries[0]}, that step too, then {@code rates[1]} up to
     * {@code boundaries[1]}, and so on; behind the last boundary the last rate.
     *
     * @throws IllegalArgumentException unless boundaries rise, and there is one rate more than
     *     boundaries
     */
    public static Tensor piecewiseConstant(Tensor globalStep, long[] boundaries, double[] rates) {
        if (rates.length != boundaries.length + 1) {
            throw new IllegalArgumentException(
                    "The length of boundaries should be 1 less than the length of values: found %d boundaries and %d rates"
                            .formatted(boundaries.length, rates.length));
        }
        Graph graph = globalStep.graph();
        Tensor rate = graph.constant(rates[boundaries.length]);
        for (int i = boundaries.length - 1; i >= 0; i--) {
            if (i > 0 && boundaries[i - 1] >= boundaries[i]) {
                throw new IllegalArgumentException(
                        "Boundaries must rise, found %d before %d"
                                .formatted(boundaries[i - 1], boundaries[i]));
            }
            Tensor isLater = globalStep.greater(boundaries[i]);
            rate = graph.op("Select").input(isLater, rate, graph.constant(rates[i])).tensor();
        }
        return rate;
    }

    private static Tensor part(Tensor globalStep, int steps, boolean staircase) {
        Tensor t = globalStep.cast(DType.FLOAT32).dividedBy(steps);
        return staircase ? t.graph().op("Floor").input(t).tensor() : t;
    }
}
