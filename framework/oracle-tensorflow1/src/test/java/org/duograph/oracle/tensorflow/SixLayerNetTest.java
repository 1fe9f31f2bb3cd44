package org.duograph.oracle.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.checkpoint.Saver;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.saved.SavedModel;
import org.duograph.session.saved.Signature;
import org.duograph.session.train.MomentumOptimizer;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The experiments' net of four convolutions and two dense layers learns alike here and there. */
class SixLayerNetTest {
    private static final int BATCH = 8;

    @TempDir Path folder;

    private final Random random = new Random(6);
    private final Graph graph = new Graph();
    private final Tensor x = graph.placeholder("x", DType.FLOAT32, BATCH, 32, 32, 3);
    private final Tensor labels = graph.placeholder("labels", DType.INT32, BATCH);
    private final Variable globalStep =
            graph.variable(
                    "global_step",
                    new ArrayType(DType.INT64, Shape.SCALAR),
                    Initializers.constant(0),
                    false);
    private final Tensor scores = scores();
    private final Tensor loss = scores.sparseSoftmaxCrossEntropy(labels).mean();
    private final Operation step = new MomentumOptimizer(0.002, 0.9).minimize(loss, globalStep);
    private final Operation init = graph.globalVariablesInitializer();

    private Tensor scores() {
        Tensor y = x;
        int channels = 3;
        for (int width : new int[] {32, 32, 64, 64}) {
            y = convolution(y, channels, width).relu();
            if (width == channels) { // the second of its stage
                y = pool(y);
            }
            channels = width;
        }
        y = dense(y.reshape(BATCH, 8 * 8 * 64), 8 * 8 * 64, 512).relu();
        return dense(y, 512, 10);
    }

    private NDArray weights(int fanIn, int... dims) {
        NDArray array = NDArray.zeros(new ArrayType(DType.FLOAT32, Shape.of(dims)));
        for (int i = 0; i < array.size(); i++) {
            array.set(i, random.nextGaussian() * Math.sqrt(2.0 / fanIn));
        }
        return array;
    }

    private Tensor convolution(Tensor images, int in, int out) {
        Variable w = graph.variable("conv/w", weights(9 * in, 3, 3, in, out));
        Variable b = graph.variable("conv/b", new float[out]);
        return graph.op("Conv2D")
                .input(images, w.read())
                .attr("strides", List.of(1, 1, 1, 1))
                .attr("padding", "SAME")
                .tensor()
                .addBias(b.read());
    }

    private Tensor pool(Tensor images) {
        return graph.op("MaxPool")
                .input(images)
                .attr("ksize", List.of(1, 2, 2, 1))
                .attr("strides", List.of(1, 2, 2, 1))
                .attr("padding", "VALID")
                .tensor();
    }

    private Tensor dense(Tensor rows, int in, int out) {
        Variable w = graph.variable("dense/w", weights(in, in, out));
        Variable b = graph.variable("dense/b", new float[out]);
        return rows.matmul(w.read()).addBias(b.read());
    }

    /** The images and labels of one step. */
    private static Map<String, NDArray> batch(int number) {
        Random random = new Random(1000 + number);
        NDArray images = NDArray.zeros(new ArrayType(DType.FLOAT32, Shape.of(BATCH, 32, 32, 3)));
        for (int i = 0; i < images.size(); i++) {
            images.set(i, random.nextGaussian());
        }
        int[] classes = random.ints(BATCH, 0, 10).toArray();
        return Map.of("x", images, "labels", NDArray.of(Shape.of(BATCH), classes));
    }

    private float ours(Session session, int number) {
        Map<String, NDArray> batch = batch(number);
        return session.feed("x", batch.get("x"))
                .feed("labels", batch.get("labels"))
                .run(loss.name(), step.name())
                .toFloat(0);
    }

    private float theirs(TensorFlow1 tf, int number) {
        return (float)
                tf.run(batch(number), List.of(step.name()), List.of(loss.name())).get(0).item();
    }

    @Test
    void itLearnsAsInTensorFlow() {
        GraphDef message = GraphDefWriter.write(graph);
        Registry.requireNodes(message);
        try (Session session = new Session(graph);
                Session expanded = new Session(GraphDefReader.read(message));
                TensorFlow1 tf = new TensorFlow1(message)) {
            session.initialize();
            expanded.run(init.name());
            tf.run(Map.of(), List.of(init.name()), List.of());
            for (int i = 0; i < 20; i++) {
                float wanted = theirs(tf, i);
                assertThat(ours(session, i)).as("loss %d", i).isCloseTo(wanted, near(wanted));
                assertThat(ours(expanded, i))
                        .as("loss %d, read back", i)
                        .isCloseTo(wanted, near(wanted));
            }
        }
    }

    private static org.assertj.core.data.Offset<Float> near(float wanted) {
        return within(2e-4f * Math.max(1, wanted));
    }

    /** Here, there from our SavedModel and its checkpoint, here again from TensorFlow's. */
    @Test
    void trainingGoesOnThereAndComesBack() throws IOException {
        List<Float> alone = new ArrayList<>();
        Path saved = folder.resolve("model");
        Path prefix = folder.resolve("theirs");
        NDArray before;
        try (Session session = new Session(graph)) {
            session.initialize();
            for (int i = 0; i < 2; i++) {
                alone.add(ours(session, i));
            }
            Signature training =
                    Signature.predict(
                            Map.of("x", x, "labels", labels),
                            Map.of("scores", scores, "loss", loss, "step", step.output(0)));
            SavedModel.save(session, saved, Map.of(Signature.DEFAULT, training));
            before = session.feed(x, batch(2).get("x")).run(scores);
            for (int i = 2; i < 6; i++) {
                alone.add(ours(session, i));
            }
        }
        try (TensorFlow1 tf = new TensorFlow1(saved, "serve")) {
            NDArray served =
                    tf.run(Map.of("x", batch(2).get("x")), List.of(), List.of(scores.name()))
                            .get(0);
            for (int i = 0; i < before.size(); i++) {
                assertThat(served.get(i)).isCloseTo(before.get(i), within(1e-4));
            }
            for (int i = 2; i < 4; i++) {
                assertThat(theirs(tf, i)).isCloseTo(alone.get(i), near(alone.get(i)));
            }
            NDArray name = NDArray.ofTexts(Shape.SCALAR, prefix.toString());
            tf.run(Map.of("save/Const", name), List.of("save/control_dependency"), List.of());
        }
        try (Session session = new Session(graph)) {
            new Saver(graph).restore(session, prefix);
            assertThat(session.value(globalStep).getWhole(0)).isEqualTo(4);
            for (int i = 4; i < 6; i++) {
                assertThat(ours(session, i)).isCloseTo(alone.get(i), near(alone.get(i)));
            }
        }
    }
}
