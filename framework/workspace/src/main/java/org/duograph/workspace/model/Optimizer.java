package org.duograph.workspace.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.GradientOfRows;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.net.Scopes;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.DeviceOption;
import org.duograph.workspace.proto.OperatorDef;
import org.duograph.workspace.proto.TensorProto.DataType;

/**
 * Adds to a model what makes it learn: a counter of steps, the learning rate of the step, and for
 * each parameter the operator that changes it by its gradient. {@link Optimizers} lists the kinds.
 *
 * <p>All optimizers of a model share the counter, blob {@code optimizer_iteration}; in a name scope
 * it is that scope's own.
 *
 * @param <T> the kind itself, so that its settings can be chained
 */
public abstract class Optimizer<T extends Optimizer<T>> {
    /** The blob with the counter of steps. */
    public static final String ITERATION = "optimizer_iteration";

    final double baseLearningRate;
    private LearningRatePolicy policy = LearningRatePolicy.fixed();
    private double weightDecay;
    private double maxGradientNorm;
    private long firstStep = 1;

    Optimizer(double baseLearningRate) {
        if (!(baseLearningRate > 0)) {
            throw new IllegalArgumentException(
                    "The learning rate must be positive, not " + baseLearningRate);
        }
        this.baseLearningRate = baseLearningRate;
    }

    /** This optimizer, for chaining. */
    abstract T self();

    /** How the learning rate changes; fixed if not given. */
    public T policy(LearningRatePolicy p) {
        this.policy = p;
        return self();
    }

    /** Adds this much of each weight to its gradient; biases are left alone. */
    public T weightDecay(double decay) {
        this.weightDecay = decay;
        return self();
    }

    /**
     * Scales the learning rate down in steps where the norm of all gradients is larger. Of a table
     * in which rows were looked up, each look-up counts by itself.
     */
    public T maxGradientNorm(double norm) {
        this.maxGradientNorm = norm;
        return self();
    }

    /**
     * What the counter of steps is in the first step: 1 as in Caffe2 if not given, where the
     * counter is raised before the learning rate is computed; 0 as in Caffe.
     */
    public T countingFrom(long first) {
        this.firstStep = first;
        return self();
    }

    /**
     * Adds the operators to a model that has gradient operators.
     *
     * @throws IllegalStateException if it has none, or a learnt parameter has no gradient
     */
    public void build(ModelHelper model) {
        Map<String, String> gradients = model.paramToGrad();
        if (gradients.isEmpty()) {
            throw new IllegalStateException(
                    "Model \"%s\" has no gradients; call addGradientOperators(loss) before build"
                            .formatted(model.net().name()));
        }
        model.validate();
        Brew.addWeightDecay(model, weightDecay);
        if (!readsLearningRate()
                && (maxGradientNorm > 0 || !policy.equals(LearningRatePolicy.fixed()))) {
            throw new IllegalStateException(
                    getClass().getSimpleName()
                            + " has a fixed learning rate; it takes no policy and no maxGradientNorm");
        }
        SkippableStep skippable = new SkippableStep(model);
        String lr = readsLearningRate() ? learningRate(model, gradients.values()) : "";
        Step step = new Step(model, lr);
        gradients.forEach(
                (param, gradient) -> {
                    GradientOfRows rows = model.net().ofRows(gradient);
                    if (rows == null) {
                        update(step, param, gradient);
                    } else {
                        updateRows(step, param, rows);
                    }
                });
        if (model.updateCondition() != null) {
            skippable.onlyIf(model.updateCondition());
        }
    }

    /** The sign of the learning rate: Caffe2's operators mostly add. */
    double sign() {
        return -1;
    }

    /** Whether the learning rate comes from a blob, and so may change. */
    boolean readsLearningRate() {
        return true;
    }

    /** Adds the operator that changes one parameter. */
    abstract void update(Step step, String param, String gradient);

    /**
     * Adds the operator that changes those rows of a parameter that were looked up.
     *
     * @throws IllegalArgumentException if there is none
     */
    void updateRows(Step step, String param, GradientOfRows gradient) {
        throw new IllegalArgumentException(
                "%s can't change the rows of \"%s\" that were looked up alone; use sgd, adagrad or adam, or multiply a OneHot of the numbers by the rows (MatMul) instead of Gather"
                        .formatted(getClass().getSimpleName(), param));
    }

    private String learningRate(ModelHelper model, Iterable<String> gradients) {
        Net net = model.net();
        String iteration = Scopes.scoped(ITERATION);
        if (!model.paramInitNet().blobIsDefined(iteration)) {
            Layers.fillOnce(
                    model,
                    iteration,
                    Ops.arg("value", firstStep - 1),
                    Ops.arg("dtype", DataType.INT64.getNumber()));
            net.add(named(Ops.operator("Iter", List.of(iteration), List.of(iteration))));
        }
        String lr = Scopes.scoped(free(net, getClass().getSimpleName() + "Optimizer_%d_lr_cpu"));
        net.op("LearningRate", iteration, lr, policy.arguments(sign() * baseLearningRate));
        return maxGradientNorm > 0 ? clipped(model, lr, gradients) : lr;
    }

    private static OperatorDef named(OperatorDef op) {
        return op.toBuilder().setName("").build();
    }

    private static String free(Net net, String pattern) {
        int i = 0;
        while (net.blobIsDefined(Scopes.scoped(pattern.formatted(i)))) {
            i++;
        }
        return pattern.formatted(i);
    }

    /** lr times min(1, maximum / norm), where norm is that of all gradients together. */
    private String clipped(ModelHelper model, String lr, Iterable<String> gradients) {
        List<String> squares = new ArrayList<>();
        for (String name : gradients) {
            GradientOfRows rows = model.net().ofRows(name);
            String gradient = rows == null ? name : rows.values();
            squares.add(model.op("SumSqrElements", gradient, gradient + "_squared_sum"));
        }
        String sum = model.op("Sum", squares, "grad_squared_full_sum");
        String norm = model.op("Sqrt", sum, "global_norm");
        String clip =
                Layers.fillOnce(
                        model,
                        Scopes.scoped("clip_norm"),
                        Ops.arg("value", (float) maxGradientNorm));
        String scalar = model.op("SumElements", clip, "clip_norm_scalar");
        String larger = model.op("Max", List.of(norm, scalar), "max_norm");
        String ratio = model.op("Div", List.of(scalar, larger), "norm_ratio");
        return model.op("Mul", List.of(lr, ratio), lr + "_clipped", Ops.arg("broadcast", 1));
    }

    /**
     * One model under an optimizer.
     *
     * @param lr the blob with the step's learning rate
     */
    record Step(ModelHelper model, String lr) {
        /** The counter of steps. */
        String iteration() {
            return Scopes.scoped(ITERATION);
        }

        /** A blob of the parameter's shape that starts as zeros and is kept from step to step. */
        String zeros(String param, String suffix, Argument... args) {
            String name = param + suffix;
            List<Argument> all = new ArrayList<>(List.of(args));
            all.add(Ops.arg("value", 0f));
            OperatorDef fill =
                    Ops.operator(
                            "ConstantFill",
                            List.of(param),
                            List.of(name),
                            all.toArray(Argument[]::new));
            model.paramInitNet().add(named(fill));
            return name;
        }

        /** A blob with the number 1, one per device. */
        String one() {
            DeviceOption device = Scopes.device();
            String name =
                    "ONE_%d_%d"
                            .formatted(
                                    device == null ? 0 : device.getDeviceType(),
                                    device == null ? 0 : device.getCudaGpuId());
            return Layers.fillOnce(model, name, Ops.arg("value", 1f));
        }

        /** Adds an operator; names are taken as they are. */
        void add(String type, List<String> inputs, List<String> outputs, Argument... args) {
            model.net().add(named(Ops.operator(type, inputs, outputs, args)));
        }
    }
}
