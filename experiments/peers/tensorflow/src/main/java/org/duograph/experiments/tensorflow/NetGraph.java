package org.duograph.experiments.tensorflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.experiments.harness.Framework.Setup;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.experiments.harness.NetSpec.Layer;
import org.duograph.experiments.harness.NetSpec.Parameter;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.NoOp;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** A net as TensorFlow operations: variables, forward pass, loss, gradients and momentum. */
final class NetGraph {
    /** He initialisation in Keras: the deviation that remains of a normal cut at 2 deviations. */
    private static final float DEVIATION_WHEN_TRUNCATED = 0.87962566f;

    private static final List<Long> ONE = List.of(1L, 1L, 1L, 1L);

    final Placeholder<TFloat32> images;
    final Placeholder<TInt32> labels;
    final Placeholder<TFloat32> learningRate;

    /** Class scores for inference. */
    final Operand<TFloat32> scores;

    /** The mean loss; null if the net is not to be trained. */
    final Operand<TFloat32> loss;

    /** Updates all variables; null if the net is not to be trained. */
    final NoOp update;

    /** Sets all variables to their initial values. */
    final NoOp initialize;

    /** The parameters in the order of {@link NetSpec#parameters}. */
    final Map<Parameter, Variable> parameters = new LinkedHashMap<>();

    private final Ops tf;
    private final Setup setup;
    private final List<Op> initializers = new ArrayList<>();
    private final List<Op> updates = new ArrayList<>();
    private final Map<Integer, Variable> runningMeans = new LinkedHashMap<>();
    private final Map<Integer, Variable> runningVariances = new LinkedHashMap<>();

    /** A variable: where it is, and what it holds at the start of a step. */
    record Variable(Operand<? extends TType> handle, Operand<TFloat32> value) {}

    NetGraph(Ops tf, Setup setup) {
        this.tf = tf;
        this.setup = setup;
        NetSpec net = setup.net();
        Shape shape = Shape.of(setup.batch(), NetSpec.SIZE, NetSpec.SIZE, NetSpec.CHANNELS);
        images = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
        labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(setup.batch())));
        learningRate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
        createVariables(net);
        if (setup.training()) {
            Operand<TFloat32> trained = forward(net, true);
            // Only batch normalisation makes a difference between training and inference.
            scores = runningMeans.isEmpty() ? trained : forward(net, false);
            var entropy = tf.nn.sparseSoftmaxCrossEntropyWithLogits(trained, labels);
            loss = tf.math.mean(entropy.loss(), tf.constant(0));
            // This operation has no gradient in C++, but brings its own as a second output.
            Operand<TFloat32> share = tf.constant(1f / setup.batch());
            descend(trained, tf.math.mul(entropy.backprop(), share));
            update = group(updates);
        } else {
            scores = forward(net, false);
            loss = null;
            update = null;
        }
        initialize = group(initializers);
    }

    private void createVariables(NetSpec net) {
        long stream = 0;
        for (Parameter p : net.parameters()) {
            Operand<TFloat32> initial =
                    switch (p.role()) {
                        case "weights" -> he(p, stream++);
                        case "scale" -> constant(p.shape(), 1);
                        default -> constant(p.shape(), 0);
                    };
            parameters.put(p, variable(shapeHere(p), initial));
            if (p.role().equals("scale")) {
                runningMeans.put(p.layer(), other(p.shape(), 0));
                runningVariances.put(p.layer(), other(p.shape(), 1));
            }
        }
    }

    /** Filters are height x width x in x out here, weights in x out. */
    static long[] shapeHere(Parameter p) {
        long[] s = p.shape();
        return switch (s.length) {
            case 4 -> new long[] {s[2], s[3], s[1], s[0]};
            case 2 -> new long[] {s[1], s[0]};
            default -> s;
        };
    }

    private Operand<TFloat32> he(Parameter p, long stream) {
        float fanIn = (float) p.size() / p.shape()[0];
        float deviation = (float) Math.sqrt(2 / fanIn) / DEVIATION_WHEN_TRUNCATED;
        Operand<TFloat32> normal =
                tf.random.statelessTruncatedNormal(
                        tf.constant(shapeHere(p)), tf.constant(new long[] {setup.seed(), stream}));
        return tf.math.mul(normal, tf.constant(deviation));
    }

    private Operand<TFloat32> constant(long[] shape, float value) {
        return tf.fill(tf.constant(shape), tf.constant(value));
    }

    private Variable other(long[] shape, float initial) {
        return variable(shape, constant(shape, initial));
    }

    private Variable variable(long[] shape, Operand<TFloat32> initial) {
        // Without a name of its own each variable would be the same one.
        String name = "variable" + initializers.size();
        Operand<? extends TType> handle =
                tf.varHandleOp(TFloat32.class, Shape.of(shape), VarHandleOp.sharedName(name));
        initializers.add(tf.assignVariableOp(handle, initial));
        return new Variable(handle, tf.readVariableOp(handle, TFloat32.class));
    }

    private Operand<TFloat32> forward(NetSpec net, boolean training) {
        Operand<TFloat32> x = images;
        boolean flat = false;
        for (int i = 0; i < net.layers().size(); i++) {
            Layer layer = net.layers().get(i);
            if (layer instanceof Layer.Conv conv) {
                x = tf.nn.conv2d(x, value(i, "weights"), ONE, "SAME");
                if (conv.bias()) {
                    x = tf.nn.biasAdd(x, value(i, "bias"));
                }
            } else if (layer instanceof Layer.BatchNorm) {
                x = batchNorm(i, x, training);
            } else if (layer instanceof Layer.Relu) {
                x = tf.nn.relu(x);
            } else if (layer instanceof Layer.MaxPool) {
                Operand<TInt32> two = tf.constant(new int[] {1, 2, 2, 1});
                x = tf.nn.maxPool(x, two, two, "VALID");
            } else if (layer instanceof Layer.Dense dense) {
                if (!flat) {
                    x = tf.reshape(x, tf.constant(new int[] {setup.batch(), dense.in()}));
                    flat = true;
                }
                x = tf.nn.biasAdd(tf.linalg.matMul(x, value(i, "weights")), value(i, "bias"));
            }
        }
        return x;
    }

    private Operand<TFloat32> value(int layer, String role) {
        return variable(layer, role).value();
    }

    private Variable variable(int layer, String role) {
        return parameters.entrySet().stream()
                .filter(e -> e.getKey().layer() == layer && e.getKey().role().equals(role))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    /** In training the fused kernel also averages the running mean and the unbiased variance. */
    private Operand<TFloat32> batchNorm(int layer, Operand<TFloat32> x, boolean training) {
        Variable mean = runningMeans.get(layer);
        Variable variance = runningVariances.get(layer);
        FusedBatchNorm<TFloat32, TFloat32> norm =
                tf.nn.fusedBatchNorm(
                        x,
                        value(layer, "scale"),
                        value(layer, "shift"),
                        mean.value(),
                        variance.value(),
                        FusedBatchNorm.epsilon(NetSpec.BN_EPSILON),
                        FusedBatchNorm.exponentialAvgFactor(training ? 1 - NetSpec.BN_MOMENTUM : 1),
                        FusedBatchNorm.isTraining(training));
        if (training) {
            updates.add(tf.assignVariableOp(mean.handle(), norm.batchMean()));
            updates.add(tf.assignVariableOp(variance.handle(), norm.batchVariance()));
        }
        return norm.y();
    }

    private void descend(Operand<TFloat32> trained, Operand<TFloat32> gradientOfScores) {
        List<Variable> all = List.copyOf(parameters.values());
        List<Parameter> keys = List.copyOf(parameters.keySet());
        Gradients gradients =
                tf.gradients(
                        List.of(trained),
                        all.stream().map(Variable::value).toList(),
                        Gradients.dx(List.of(gradientOfScores)));
        Operand<TFloat32> decay = tf.constant(setup.weightDecay());
        Operand<TFloat32> momentum = tf.constant(setup.momentum());
        for (int i = 0; i < all.size(); i++) {
            Variable parameter = all.get(i);
            Operand<TFloat32> gradient = gradients.dy(i);
            if (setup.weightDecay() != 0 && keys.get(i).role().equals("weights")) {
                gradient = tf.math.add(gradient, tf.math.mul(parameter.value(), decay));
            }
            Variable velocity = other(shapeHere(keys.get(i)), 0);
            updates.add(
                    tf.train.resourceApplyMomentum(
                            parameter.handle(),
                            velocity.handle(),
                            learningRate,
                            gradient,
                            momentum));
        }
    }

    private NoOp group(List<Op> operations) {
        return tf.withControlDependencies(operations).noOp();
    }
}
