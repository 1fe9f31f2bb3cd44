package org.duograph.ops.optimizer;

import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.duograph.graph.Attr;
import org.duograph.graph.Attr.Kind;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.activation.Sigmoid;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The learning rate of a step: {@code base_lr} times a factor that the policy names. */
public final class LearningRate {
    /** The policies, as Caffe2 names them. */
    public enum Policy {
        /** 1. */
        FIXED("fixed"),
        /** {@code gamma ^ floor(iter / stepsize)}. */
        STEP("step"),
        /** {@code gamma ^ (how many of stepvalue are at most iter)}; Caffe's, not Caffe2's. */
        MULTISTEP("multistep"),
        /** {@code gamma ^ iter}. */
        EXP("exp"),
        /** {@code (1 + gamma * iter) ^ -power}. */
        INV("inv"),
        /**
         * {@code max(0, 1 - iter / max_iter) ^ power}: after max_iter, where Caffe2 goes on with
         * negative numbers whose powers may be NaN, nothing is learnt.
         */
        POLY("poly"),
        /** {@code 1 / (1 + exp(-gamma * (iter - stepsize)))}; Caffe's, not Caffe2's. */
        SIGMOID("sigmoid"),
        /** From start_multiplier to 1 in a straight line over num_iter steps, then 1. */
        LINEAR_WARMUP("linearWarmup"),
        /** multiplier for num_iter steps, then 1. */
        CONSTANT_WARMUP("constantWarmup"),
        /** 1 and 0 in turn. */
        ALTER("alter"),
        /** linearWarmup, then inv, but never below end_multiplier. */
        HILL("hill");

        private final String caffe2Name;

        Policy(String caffe2Name) {
            this.caffe2Name = caffe2Name;
        }

        /**
         * The policy of that name.
         *
         * @throws IllegalArgumentException if there is none; the message lists them
         */
        public static Policy of(String name) {
            for (Policy p : values()) {
                if (p.caffe2Name.equals(name)) {
                    return p;
                }
            }
            throw new IllegalArgumentException(
                    "There is no learning rate policy \"" + name + "\"; there are " + all());
        }

        static List<String> all() {
            return List.of(values()).stream().map(Policy::toString).toList();
        }

        @Override
        public String toString() {
            return caffe2Name;
        }
    }

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("LearningRate")
                    .summary("Computes the learning rate of a step.")
                    .formula("lr = base_lr * factor(iter), where the policy names the factor")
                    .input("iter", "the step, one whole number")
                    .ofType(ElementTypes.WHOLES)
                    .output("lr", "a float32 scalar")
                    .ofType(ElementTypes.of(DType.FLOAT32))
                    .attrs(
                            Attr.optional("base_lr", Kind.FLOAT, "The rate that is multiplied."),
                            Attr.optional("policy", Kind.STRING, "How the factor changes."),
                            Attr.optional(
                                    "stepsize",
                                    Kind.INT,
                                    "step: steps between changes. sigmoid: the step of the factor 1/2."),
                            Attr.optional("stepvalue", Kind.INTS, "multistep: when it changes."),
                            Attr.optional(
                                    "gamma", Kind.FLOAT, "step, exp, inv, ...: the rate of decay."),
                            Attr.optional("power", Kind.FLOAT, "inv, poly, hill: the exponent."),
                            Attr.optional("max_iter", Kind.INT, "poly: the last step."),
                            Attr.ofFloat("start_multiplier", 0, "linearWarmup, hill: factor at 0."),
                            Attr.optional("num_iter", Kind.INT, "warmups, hill: steps to 1."),
                            Attr.ofFloat("multiplier", 0.5, "constantWarmup: factor at first."),
                            Attr.ofFloat("end_multiplier", 0, "hill: the least factor."),
                            Attr.ofInt("active_first", 1, "alter: 1 starts with the factor 1."),
                            Attr.optional("active_period", Kind.INT, "alter: steps with factor 1."),
                            Attr.optional("inactive_period", Kind.INT, "alter: steps with 0."))
                    .types(LearningRate::types)
                    .kernel(o -> o.out(0)[0] = at(o.attrs(), o.wholesIn(0)[0]))
                    .example(
                            Example.of(
                                    "base_lr=0.1, policy=step, stepsize=10, gamma=0.5",
                                    NDArray.of(Shape.of(1), 25L),
                                    NDArray.scalar(0.025f)))
                    .sample(sample("base_lr=0.1, policy=fixed"))
                    .sample(sample("base_lr=0.1, policy=exp, gamma=0.9"))
                    .sample(sample("base_lr=0.1, policy=multistep, gamma=0.5, stepvalue=[5, 12]"))
                    .sample(sample("base_lr=0.1, policy=sigmoid, gamma=-0.5, stepsize=10"))
                    .sample(sample("base_lr=0.1, policy=inv, gamma=0.1, power=0.75"))
                    .sample(sample("base_lr=0.1, policy=poly, power=2, max_iter=100"))
                    .sample(sample("base_lr=0.1, policy=linearWarmup, num_iter=5"))
                    .sample(sample("base_lr=0.1, policy=constantWarmup, num_iter=5"))
                    .sample(sample("base_lr=0.1, policy=alter, active_period=2, inactive_period=3"))
                    .sample(sample("base_lr=0.1, policy=hill, num_iter=5, gamma=0.1, power=0.5"))
                    .build();

    private LearningRate() {}

    private static Sample sample(String attrs) {
        return Sample.of(attrs, Sample.whole(DType.INT64, Shape.of(1), 0, 20));
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        site.requireOne(0);
        check(site);
        at(site.attrs(), 0); // a missing or unknown argument shows now, not at the first step
        return List.of(new ArrayType(DType.FLOAT32, Shape.SCALAR));
    }

    /** Refuses what its policy can't work with. */
    private static void check(TypeRule.Site site) {
        Attrs a = site.attrs();
        site.require(a.has("policy"), "the policy must be given; there are %s", Policy.all());
        switch (Policy.of(a.s("policy"))) {
            case STEP -> {
                a.atLeast(1, "stepsize");
                requirePositive(site, "gamma");
            }
            case EXP -> requirePositive(site, "gamma");
            case INV -> site.requireNotNegative("gamma", "power");
            case POLY -> {
                a.atLeast(1, "max_iter");
                site.requireNotNegative("power");
            }
            case LINEAR_WARMUP, CONSTANT_WARMUP -> a.atLeast(0, "num_iter");
            case ALTER -> {
                long period = a.atLeast(1, "active_period") + a.atLeast(1, "inactive_period");
                site.require(period > 0, "the periods are longer than 2^63 steps");
            }
            case HILL -> {
                a.atLeast(0, "num_iter");
                site.requireNotNegative("gamma", "power");
            }
            case MULTISTEP -> {
                requirePositive(site, "gamma");
                List<Long> steps = a.ints("stepvalue");
                for (int i = 0; i < steps.size(); i++) {
                    site.require(
                            steps.get(i) >= (i == 0 ? 0 : steps.get(i - 1)),
                            "the steps of stepvalue must not get smaller, found %s",
                            steps);
                }
            }
            case SIGMOID -> {
                a.atLeast(0, "stepsize");
                site.require(Double.isFinite(a.f("gamma")), "gamma must be a number");
            }
            case FIXED -> {}
        }
        site.require(a.has("base_lr"), "base_lr, the learning rate, must be given");
        site.require(
                Double.isFinite(a.f("base_lr")),
                "base_lr must be a number, found %s",
                a.f("base_lr"));
    }

    private static void requirePositive(TypeRule.Site site, String name) {
        double value = site.attrs().f(name);
        site.require(value > 0, "%s must be positive, found %s", name, value);
    }

    /**
     * The learning rate of step {@code iter}.
     *
     * @param a the operator's attributes
     */
    public static double at(Attrs a, long iter) {
        return schedule(a).applyAsDouble(iter);
    }

    /**
     * The learning rate as a function of the step.
     *
     * @param a the operator's attributes
     */
    public static LongToDoubleFunction schedule(Attrs a) {
        double base = a.f("base_lr");
        LongToDoubleFunction factor = factor(a);
        return iter -> base * factor.applyAsDouble(iter);
    }

    private static LongToDoubleFunction factor(Attrs a) {
        return switch (Policy.of(a.s("policy"))) {
            case FIXED -> iter -> 1;
            case STEP -> {
                double gamma = a.f("gamma");
                long size = a.i("stepsize");
                yield iter -> Math.pow(gamma, iter / size);
            }
            case MULTISTEP -> {
                double gamma = a.f("gamma");
                long[] steps = a.ints("stepvalue").stream().mapToLong(Long::longValue).toArray();
                yield iter -> Math.pow(gamma, passed(steps, iter));
            }
            case EXP -> {
                double gamma = a.f("gamma");
                yield iter -> Math.pow(gamma, iter);
            }
            case INV -> inv(a, 0);
            case POLY -> {
                double last = a.i("max_iter");
                double power = a.f("power");
                yield iter -> Math.pow(Math.max(0, 1 - iter / last), power);
            }
            case SIGMOID -> {
                double gamma = a.f("gamma");
                long half = a.i("stepsize");
                yield iter -> Sigmoid.of(gamma * (iter - half));
            }
            case LINEAR_WARMUP -> linearWarmup(a);
            case CONSTANT_WARMUP -> {
                double multiplier = a.f("multiplier");
                long steps = a.i("num_iter");
                yield iter -> iter < steps ? multiplier : 1;
            }
            case ALTER -> alter(a);
            case HILL -> hill(a);
        };
    }

    /** How many of these steps have been reached. */
    private static int passed(long[] steps, long iter) {
        int count = 0;
        for (long step : steps) {
            count += step <= iter ? 1 : 0;
        }
        return count;
    }

    private static LongToDoubleFunction inv(Attrs a, long start) {
        double gamma = a.f("gamma");
        double power = a.f("power");
        return iter -> Math.pow(1 + gamma * (iter - start), -power);
    }

    private static LongToDoubleFunction linearWarmup(Attrs a) {
        double start = a.f("start_multiplier");
        long steps = a.i("num_iter");
        return iter -> iter < steps ? start + (1 - start) * iter / steps : 1;
    }

    private static LongToDoubleFunction alter(Attrs a) {
        boolean activeFirst = a.flag("active_first");
        long first = a.i(activeFirst ? "active_period" : "inactive_period");
        long period = Math.addExact(a.i("active_period"), a.i("inactive_period"));
        return iter -> (Math.floorMod(iter, period) < first) == activeFirst ? 1 : 0;
    }

    private static LongToDoubleFunction hill(Attrs a) {
        long steps = a.i("num_iter");
        double least = a.f("end_multiplier");
        LongToDoubleFunction up = linearWarmup(a);
        LongToDoubleFunction down = inv(a, steps);
        return iter ->
                iter < steps ? up.applyAsDouble(iter) : Math.max(least, down.applyAsDouble(iter));
    }
}
