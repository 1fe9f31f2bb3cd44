package org.duograph.cli.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duograph.workspace.io.Ops.arg;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.duograph.backend.Backends;
import org.duograph.graph.ReferenceCall;
import org.duograph.ops.shape.Transpose;
import org.duograph.plan.Placement;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Run;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.RecurrentLayers;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.zoo.SmallNets;
import org.duograph.workspace.zoo.Vgg;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two faces, one engine: a net that is written in both becomes the same plan, of a step of training
 * and of inference, and learns the same weights, to the bit.
 *
 * <p>Both learn by plain gradient descent. The workspace face's is written out here, because that
 * of its optimizers also counts the steps. With momentum the faces differ by definition: Caffe2's
 * holds the learning rate already, TensorFlow's does not.
 */
class BothFacesTest {
    private static final float RATE = 0.01f;
    private static final int CLASSES = 10;

    /** A net in both faces: of the blob or tensor of images or sequences, its scores. */
    private record Faces(
            Shape example,
            BiFunction<ModelHelper, String, String> workspace,
            BiFunction<SessionNets, Tensor, Tensor> session) {}

    private static final Faces LENET =
            new Faces(Shape.of(1, 28, 28), SmallNets::leNet, SessionNets::leNet);
    private static final Faces SIX_LAYERS =
            new Faces(
                    Shape.of(3, 32, 32),
                    (model, data) -> Vgg.sixLayers(model, data, CLASSES),
                    SessionNets::sixLayers);
    private static final Faces VGG16 =
            new Faces(
                    Shape.of(3, 32, 32),
                    (model, data) -> Vgg.cifar(model, data, 16, false, CLASSES),
                    SessionNets::vgg16);

    private static final Faces LSTM =
            new Faces(Shape.of(12, 8), BothFacesTest::lstm, SessionNets::lstm);

    /** A layer of 32 LSTM cells along the steps of sequences; its last outputs' scores. */
    private static String lstm(ModelHelper model, String data) {
        String steps = model.op("Transpose", data, "steps", arg("axes", List.of(1, 0, 2)));
        String last = RecurrentLayers.lstm(model, steps, "lstm", 32, null, null).last().get(0);
        return Brew.fc(model, last, "pred", 32, CLASSES);
    }

    @BeforeEach
    void releaseNames() {
        Net.releaseNames();
    }

    @Test
    void leNetIsOnePlanAndLearnsTheSame() {
        areOne(LENET, "", 16, 20);
    }

    @Test
    void theSixLayerNetIsOnePlanAndLearnsTheSame() {
        areOne(SIX_LAYERS, "", 16, 20);
    }

    @Test
    void vgg16IsOnePlanAndLearnsTheSame() {
        areOne(VGG16, "", 8, 5);
    }

    @Test
    void anLstmClassifierIsOnePlanAndLearnsTheSame() {
        areOne(LSTM, "", 4, 20);
    }

    @Test
    void anLstmClassifierIsOnePlanAndLearnsTheSameOnTheReferenceBackend() {
        areOne(LSTM, Backends.REFERENCE, 4, 20);
    }

    @Test
    void leNetIsOnePlanAndLearnsTheSameOnTheReferenceBackend() {
        areOne(LENET, Backends.REFERENCE, 2, 3);
    }

    @Test
    void theSixLayerNetIsOnePlanAndLearnsTheSameOnTheReferenceBackend() {
        areOne(SIX_LAYERS, Backends.REFERENCE, 2, 2);
    }

    @Test
    void vgg16IsOnePlanAndLearnsTheSameOnTheReferenceBackend() {
        areOne(VGG16, Backends.REFERENCE, 1, 1);
    }

    private static void areOne(Faces faces, String backend, int batch, int steps) {
        int[] dims =
                IntStream.concat(IntStream.of(batch), IntStream.of(faces.example.toArray()))
                        .toArray();
        ModelHelper training = new ModelHelper("train");
        String scoresBlob = faces.workspace.apply(training, data(training, dims));
        String lossBlob =
                Brew.softmaxWithLoss(training, scoresBlob, "label", "softmax", "loss").loss();
        addDescent(training, lossBlob);
        ModelHelper inference = ModelHelper.withoutInit("infer");
        inference.net().addExternalOutput(faces.workspace.apply(inference, data(inference, dims)));

        Graph graph = new Graph();
        Tensor data = graph.placeholder("data", DType.FLOAT32, dims);
        Tensor label = graph.placeholder("label", DType.INT32, batch);
        Tensor scores = faces.session.apply(new SessionNets(graph), data);
        Tensor loss = scores.sparseSoftmaxCrossEntropy(label).mean();
        Operation step = new GradientDescentOptimizer(RATE).minimize(loss);

        Random random = new Random(1);
        try (Workspace workspace = new Workspace(backend, 0);
                Session session = new Session(graph, Placement.of(Backends.open(backend)), 0)) {
            workspace.runNetOnce(training.paramInitNet());
            for (Variable v : graph.variables()) {
                session.load(v, ofVariable(v.name(), workspace));
            }
            for (int i = 0; i < steps; i++) {
                NDArray numbers = numbers(random, dims);
                NDArray classes = classes(random, batch);
                workspace.feedBlob("data", numbers);
                workspace.feedBlob("label", classes);
                if (i == 0) {
                    workspace.createNet(training);
                }
                workspace.runNet("train");
                NDArray lossNow =
                        session.feed(data, numbers).feed(label, classes).run(loss, step).get(0);
                assertThat(lossNow).isEqualTo(workspace.fetchBlob(lossBlob));
            }
            Run run = session.feed(data, numbers(random, dims)).feed(label, classes(random, batch));
            assertThat(numbered(session.plan(run, loss, step).toString()))
                    .isEqualTo(numbered(workspace.plans("train").get(0).toString()));
            for (Variable v : graph.variables()) {
                assertThat(session.value(v))
                        .as(v.name())
                        .isEqualTo(ofVariable(v.name(), workspace));
            }

            NDArray numbers = numbers(random, dims);
            workspace.feedBlob("data", numbers);
            workspace.createNet(inference);
            workspace.runNet("infer");
            assertThat(session.feed(data, numbers).run(scores))
                    .isEqualTo(workspace.fetchBlob(scoresBlob));
            assertThat(numbered(session.plan(session.feed(data, numbers), scores).toString()))
                    .isEqualTo(numbered(workspace.plans("infer").get(0).toString()));
        }
    }

    private static String data(ModelHelper model, int[] dims) {
        return model.input("data", Shape.of(dims));
    }

    private static void addDescent(ModelHelper model, String loss) {
        Map<String, String> gradients = model.addGradientOperators(loss);
        Net net = model.net();
        String one = net.constant("one", NDArray.scalar(1));
        String rate = net.constant("rate", NDArray.scalar(-RATE));
        for (String param : model.params()) {
            net.op("WeightedSum", List.of(param, one, gradients.get(param), rate), param);
            net.addExternalOutput(param);
        }
        net.addExternalOutput(loss);
    }

    private static NDArray numbers(Random random, int[] dims) {
        NDArray numbers = NDArray.zeros(ArrayType.float32(dims));
        for (int i = 0; i < numbers.size(); i++) {
            numbers.set(i, random.nextGaussian());
        }
        return numbers;
    }

    private static NDArray classes(Random random, int count) {
        NDArray classes = NDArray.zeros(new ArrayType(DType.INT32, Shape.of(count)));
        for (int i = 0; i < count; i++) {
            classes.setWhole(i, random.nextInt(CLASSES));
        }
        return classes;
    }

    /**
     * What the workspace has of a variable of the session. A layer's weights, M x C x h x w, are h
     * x w x C x M there, and M x K are K x M; those of the recurrent layer are the same in both.
     */
    private static NDArray ofVariable(String name, Workspace workspace) {
        NDArray blob =
                workspace.fetchBlob(
                        name.replace("/recurrent_kernel", "_r")
                                .replace("/kernel", "_w")
                                .replace("/bias", "_b"));
        if (!name.endsWith("_w")) {
            return blob;
        }
        List<Integer> axes = blob.shape().rank() == 4 ? List.of(2, 3, 1, 0) : List.of(1, 0);
        return ReferenceCall.run(Transpose.OP, Map.of("axes", axes), List.of(blob)).get(0);
    }

    /** A value, its layout, and where it stands: a variable, a place in the arena, a constant. */
    private static final Pattern STAND = Pattern.compile("([^\\s(]+):([^\\s:@]+)@([^\\s,)]+)");

    /**
     * The text of a plan without its first line, in which values and variables have numbers in the
     * order in which they come, instead of names: each face names results in its own way. So the
     * text tells apart what differs in anything else.
     */
    private static String numbered(String plan) {
        Map<String, String> values = new HashMap<>();
        Map<String, String> variables = new HashMap<>();
        return STAND.matcher(plan.substring(plan.indexOf('\n')))
                .replaceAll(
                        stand -> {
                            String place = stand.group(3);
                            boolean isConstant = place.equals("constant");
                            boolean isVariable = !isConstant && !place.matches("\\d+");
                            return "%s:%s@%s"
                                    .formatted(
                                            isConstant ? "c" : number(values, stand.group(1), "v"),
                                            stand.group(2),
                                            isVariable ? number(variables, place, "x") : place);
                        });
    }

    private static String number(Map<String, String> numbers, String name, String letter) {
        return numbers.computeIfAbsent(name, n -> letter + numbers.size());
    }
}
