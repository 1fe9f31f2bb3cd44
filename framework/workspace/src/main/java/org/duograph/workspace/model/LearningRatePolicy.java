package org.duograph.workspace.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attrs;
import org.duograph.ops.optimizer.LearningRate;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.Argument;

/**
 * How the learning rate changes from step to step. It is the base rate times a factor; the formulas
 * below say which, for the counter of steps t. As in Caffe2, t is 1 in the first step; {@link
 * Optimizer#countingFrom} lets it be 0, as in Caffe.
 *
 * @param name the policy, as the operator {@code LearningRate} calls it
 * @param args its settings
 */
public record LearningRatePolicy(String name, Map<String, Object> args) {
    /**
     * A policy.
     *
     * @throws IllegalArgumentException if there is no such policy
     */
    public LearningRatePolicy {
        LearningRate.Policy.of(name);
    }

    /** Always 1. */
    public static LearningRatePolicy fixed() {
        return new LearningRatePolicy("fixed", Map.of());
    }

    /** gamma<sup>&lfloor;t / stepsize&rfloor;</sup>. */
    public static LearningRatePolicy step(int stepsize, double gamma) {
        return of("step", "stepsize", positive("stepsize", stepsize), "gamma", (float) gamma);
    }

    /** gamma to the power of how many of these steps are at most t. */
    public static LearningRatePolicy multistep(List<Integer> stepvalues, double gamma) {
        List<Long> steps = stepvalues.stream().map(s -> (long) positive("stepvalue", s)).toList();
        return of("multistep", "stepvalue", steps, "gamma", (float) gamma);
    }

    /** gamma<sup>t</sup>. */
    public static LearningRatePolicy exp(double gamma) {
        return of("exp", "gamma", (float) gamma);
    }

    /** (1 + gamma &middot; t)<sup>-power</sup>. */
    public static LearningRatePolicy inv(double gamma, double power) {
        return of("inv", "gamma", (float) gamma, "power", (float) power);
    }

    /** (1 - t / maxIter)<sup>power</sup>. */
    public static LearningRatePolicy poly(double power, int maxIter) {
        return of("poly", "power", (float) power, "max_iter", positive("maxIter", maxIter));
    }

    /** 1 / (1 + e<sup>-gamma &middot; (t - stepsize)</sup>): falls where gamma is below 0. */
    public static LearningRatePolicy sigmoid(double gamma, int stepsize) {
        return of("sigmoid", "gamma", (float) gamma, "stepsize", positive("stepsize", stepsize));
    }

    /** From startMultiplier to 1 in a straight line over numIter steps, then 1. */
    public static LearningRatePolicy linearWarmup(double startMultiplier, int numIter) {
        return of(
                "linearWarmup",
                "start_multiplier",
                (float) startMultiplier,
                "num_iter",
                positive("numIter", numIter));
    }

    /** multiplier for numIter steps, then 1. */
    public static LearningRatePolicy constantWarmup(double multiplier, int numIter) {
        return of(
                "constantWarmup",
                "multiplier",
                (float) multiplier,
                "num_iter",
                positive("numIter", numIter));
    }

    /** 1 for activePeriod steps and 0 for inactivePeriod steps, in turn. */
    public static LearningRatePolicy alter(
            boolean activeFirst, int activePeriod, int inactivePeriod) {
        return of(
                "alter",
                "active_first",
                activeFirst ? 1 : 0,
                "active_period",
                positive("activePeriod", activePeriod),
                "inactive_period",
                positive("inactivePeriod", inactivePeriod));
    }

    /** linearWarmup, then inv from there, but never below endMultiplier. */
    public static LearningRatePolicy hill(
            int numIter, double startMultiplier, double gamma, double power, double endMultiplier) {
        return of(
                "hill",
                "num_iter",
                positive("numIter", numIter),
                "start_multiplier",
                (float) startMultiplier,
                "gamma",
                (float) gamma,
                "power",
                (float) power,
                "end_multiplier",
                (float) endMultiplier);
    }

    private static LearningRatePolicy of(String name, Object... namesAndValues) {
        Map<String, Object> args = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            args.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return new LearningRatePolicy(name, args);
    }

    private static int positive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
        return value;
    }

    /** The learning rate where the counter of steps is {@code iter}, for tables and plots. */
    public double at(double base, long iter) {
        Map<String, Object> attrs = new LinkedHashMap<>(args);
        attrs.put("policy", name);
        attrs.put("base_lr", base);
        return LearningRate.at(Attrs.check(LearningRate.OP, attrs), iter);
    }

    /** The arguments of the operator {@code LearningRate}. */
    Argument[] arguments(double base) {
        List<Argument> all = new ArrayList<>();
        all.add(Ops.arg("base_lr", (float) base));
        all.add(Ops.arg("policy", name));
        args.forEach((arg, value) -> all.add(Ops.arg(arg, value)));
        return all.toArray(Argument[]::new);
    }
}
