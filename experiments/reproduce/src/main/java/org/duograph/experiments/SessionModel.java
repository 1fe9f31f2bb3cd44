package org.duograph.experiments;

import static org.duograph.session.Initializers.heNormal;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.duograph.backend.Backend;
import org.duograph.experiments.harness.Framework;
import org.duograph.experiments.harness.Model;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.experiments.harness.NetSpec.Layer;
import org.duograph.session.Callable;
import org.duograph.session.Graph;
import org.duograph.session.Layers;
import org.duograph.session.Operation;
import org.duograph.session.Reuse;
import org.duograph.session.Scope;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.train.GradientOf;
import org.duograph.session.train.MomentumOptimizer;
import org.duograph.session.train.Optimizer;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A net of the harness, built with the session face's layers as a user would: one net that trains
 * and one that infers, in one graph and on the same variables.
 */
final class SessionModel implements Model {
    private static final String NET = "net";

    private final Backend backend;
    private final NetSpec spec;
    private final Graph graph = new Graph();
    private final Session session;
    private final Tensor images;
    private final Tensor labels;
    private final Tensor rate = graph.placeholder("rate", DType.FLOAT32);
    private final Tensor scores;
    private final Tensor loss; // null: it only infers
    private final Operation step;
    private final NDArray batch;
    private final NDArray classes;
    private final NDArray learningRate = NDArray.scalar(0);
    private Callable training;
    private Callable inferring;

    /**
     * Builds the graph.
     *
     * @param backend one of the kind on which the session will run
     */
    SessionModel(Framework.Setup setup, Backend backend) {
        this.backend = backend;
        spec = setup.net();
        graph.setRandomSeed(setup.seed());
        int n = setup.batch();
        batch = zeros(DType.FLOAT32, n, NetSpec.CHANNELS, NetSpec.SIZE, NetSpec.SIZE);
        classes = zeros(DType.INT32, n);
        images = graph.placeholder("images", batch.dtype(), batch.shape().toArray());
        labels = graph.placeholder("labels", classes.dtype(), n);
        if (setup.training()) {
            loss = layers(true).sparseSoftmaxCrossEntropy(labels).mean();
            step = descent(setup);
        } else {
            loss = null;
            step = null;
        }
        scores = layers(false);
        session = new Session(graph);
    }

    private static NDArray zeros(DType type, int... extents) {
        return NDArray.zeros(new ArrayType(type, Shape.of(extents)));
    }

    @SuppressWarnings("try") // the scope is only to be closed
    private Tensor layers(boolean training) {
        Layers layer = graph.layers().channelsFirst().same().kernel(heNormal());
        try (Scope net = graph.variableScope(NET, Reuse.AUTO)) {
            Tensor x = images;
            for (int i = 0; i < spec.layers().size(); i++) {
                Layer l = spec.layers().get(i);
                Layers named = layer.name("layer" + i);
                if (l instanceof Layer.Conv c) {
                    x = (c.bias() ? named : named.withoutBias()).conv2d(x, c.out(), 3);
                } else if (l instanceof Layer.BatchNorm) {
                    x =
                            named.batchNormalization(
                                    x, training, NetSpec.BN_MOMENTUM, NetSpec.BN_EPSILON);
                } else if (l instanceof Layer.Relu) {
                    x = x.relu();
                } else if (l instanceof Layer.MaxPool) {
                    x = named.maxPooling2d(x, 2, 2);
                } else if (l instanceof Layer.Dense d) {
                    x = named.dense(x.shape().rank() == 4 ? layer.flatten(x) : x, d.out());
                }
            }
            return x;
        }
    }

    /** {@code v = momentum v + gradient; w = w - rate v}, as TensorFlow does. */
    private Operation descent(Framework.Setup setup) {
        Optimizer optimizer = new MomentumOptimizer(rate, setup.momentum());
        List<GradientOf> gradients = new ArrayList<>();
        for (GradientOf g : optimizer.computeGradients(loss)) {
            boolean decays = setup.weightDecay() > 0 && g.variable().name().endsWith("/kernel");
            Tensor decay = decays ? g.variable().read().times(setup.weightDecay()) : null;
            gradients.add(decays ? new GradientOf(g.gradient().plus(decay), g.variable()) : g);
        }
        return optimizer.applyGradients(gradients, null);
    }

    /** Runs the initialisers, and makes ready what is called; the first call plans it. */
    @Override
    public void initialize() {
        session.initialize();
        if (loss != null) {
            training = session.callable(List.of(images, labels, rate), loss, step);
        }
        inferring = session.callable(List.of(images), scores);
    }

    @Override
    public float trainStep(FloatBuffer pixels, int[] labelled, float newRate) {
        pixels.duplicate().get(batch.floats());
        System.arraycopy(labelled, 0, classes.data(), 0, labelled.length);
        learningRate.floats()[0] = newRate;
        return (float) training.run(batch, classes, learningRate).item();
    }

    @Override
    public void infer(FloatBuffer pixels, float[] into) {
        pixels.duplicate().get(batch.floats());
        NDArray found = inferring.run(batch);
        System.arraycopy(found.floats(), 0, into, 0, into.length);
    }

    @Override
    public void load(List<float[]> parameters) {
        session.initialize(); // also momenta and moving averages
        List<NetSpec.Parameter> all = spec.parameters();
        for (int i = 0; i < all.size(); i++) {
            Variable variable = variableOf(all.get(i));
            session.load(variable, toTensorFlow(all.get(i), parameters.get(i)));
        }
    }

    private Variable variableOf(NetSpec.Parameter parameter) {
        String role =
                switch (parameter.role()) {
                    case "weights" -> "kernel";
                    case "scale" -> "gamma";
                    case "shift" -> "beta";
                    default -> "bias";
                };
        String name = NET + "/layer" + parameter.layer() + "/" + role;
        return graph.variables().stream()
                .filter(v -> v.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** From [out, in, height, width] to [height, width, in, out], from [out, in] to [in, out]. */
    private static NDArray toTensorFlow(NetSpec.Parameter p, float[] numbers) {
        long[] s = p.shape();
        if (s.length == 1) {
            return NDArray.vector(numbers);
        }
        int out = (int) s[0];
        int in = (int) s[1];
        int window = s.length == 4 ? (int) (s[2] * s[3]) : 1;
        float[] turned = new float[numbers.length];
        for (int o = 0; o < out; o++) {
            for (int c = 0; c < in; c++) {
                for (int k = 0; k < window; k++) {
                    turned[(k * in + c) * out + o] = numbers[(o * in + c) * window + k];
                }
            }
        }
        Shape shape = window == 1 ? Shape.of(in, out) : Shape.of((int) s[2], (int) s[3], in, out);
        return NDArray.of(shape, turned);
    }

    @Override
    public long plannedBytes() {
        return loss == null
                ? session.plan(session.feed(images, batch), scores).plannedBytes()
                : session.plan(
                                session.feed(images, batch)
                                        .feed(labels, classes)
                                        .feed(rate, learningRate),
                                loss,
                                step)
                        .plannedBytes();
    }

    @Override
    public long deviceBytes() {
        return Faces.deviceBytes(backend);
    }

    @Override
    public void close() {
        session.close();
    }
}
