package org.duograph.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.data.Batches;
import org.duograph.data.ImageShape;
import org.duograph.data.Images;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.junit.jupiter.api.Test;

class TrainerTest {
    private static final NDArray SEVEN = NDArray.vector(1, 2, 3, 4, 5, 6, 7);

    @Test
    void listenersAreToldInOrder() {
        List<String> told = new ArrayList<>();
        LambdaCallback all =
                new LambdaCallback()
                        .onTrainBegin(t -> told.add("begin of " + t.epochs()))
                        .onEpochBegin(e -> told.add("epoch " + e))
                        .onBatchBegin(b -> told.add("batch " + b))
                        .onBatchEnd((b, n) -> told.add("done " + b + " " + n.keySet()))
                        .onEpochEnd((e, n) -> told.add("end " + e + " " + n.keySet()))
                        .onTrainEnd(t -> told.add("end after " + t.seen()));
        new Trainer(new Line(), all).fit(Samples.of(4, SEVEN), Samples.of(4, SEVEN), 1, 2);
        assertThat(told)
                .containsExactly(
                        "begin of 2",
                        "epoch 1",
                        "batch 0",
                        "done 0 [loss]",
                        "batch 1",
                        "done 1 [loss]",
                        "end 1 [loss, val_loss]",
                        "end after 7");
    }

    @Test
    void numbersAreMeansOverSamplesNotBatches() {
        Line still = new Line();
        still.rate = 0;
        History history = new Trainer(still).fit(Samples.of(4, SEVEN), 2);
        assertThat(still.sizes).containsExactly(4, 3, 4, 3);
        double squares = (1 + 4 + 9 + 16 + 25 + 36 + 49) / 7.0;
        assertThat(history.get("loss")).allMatch(loss -> Math.abs(loss - squares) < 1e-9);
        assertThat(new Trainer(still).evaluate(Samples.of(2, SEVEN)).get("loss"))
                .isCloseTo(squares, within(1e-9));
    }

    @Test
    void aTrainingGoesOnFromWithinAnEpoch() {
        for (Samples samples : List.of(Samples.of(2, SEVEN), Samples.of(2, SEVEN).shuffled(3))) {
            List<String> whole = new ArrayList<>();
            List<String> rest = new ArrayList<>();
            new Trainer(listing(whole)).fit(samples, 3);
            new Trainer(listing(rest)).fit(samples, null, 1, 2, 3);
            assertThat(rest).hasSize(6).isEqualTo(whole.subList(6, 12));
        }
    }

    private static Learner listing(List<String> seen) {
        return Learner.of(
                batch -> {
                    seen.add(batch.get(0).toString());
                    return Map.of();
                },
                batch -> Map.of());
    }

    @Test
    void shufflingKeepsRowsTogetherAndChangesFromEpochToEpoch() {
        NDArray more = NDArray.of(Shape.of(7, 2), 1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60, 7, 70);
        ArraySamples samples = Samples.of(3, SEVEN, more).shuffled(5);
        List<List<Double>> orders = new ArrayList<>();
        for (int epoch = 0; epoch < 3; epoch++) {
            List<Double> order = new ArrayList<>();
            try (Samples.Reader reader = samples.read(epoch)) {
                while (reader.hasNext()) {
                    List<NDArray> batch = reader.next();
                    for (int i = 0; i < batch.get(0).size(); i++) {
                        double x = batch.get(0).get(i);
                        order.add(x);
                        assertThat(batch.get(1).row(i).toDoubles()).containsExactly(x, 10 * x);
                    }
                }
            }
            orders.add(order);
        }
        assertThat(orders).doesNotHaveDuplicates();
        assertThat(orders)
                .allSatisfy(
                        o -> assertThat(o).containsExactlyInAnyOrder(1., 2., 3., 4., 5., 6., 7.));
    }

    @Test
    void imagesAreSamples() {
        byte[] pixels = new byte[5 * 4];
        Arrays.fill(pixels, (byte) 255);
        Images images = new Images(new ImageShape(1, 2, 2), pixels, new byte[] {0, 1, 0, 1, 0});
        Samples samples = Samples.of(Batches.of(images, 2).keepingLast());
        assertThat(samples.count()).isEqualTo(5);
        assertThat(samples.batches()).isEqualTo(3);
        List<String> shapes = new ArrayList<>();
        try (Samples.Reader reader = samples.read(4)) {
            while (reader.hasNext()) {
                List<NDArray> batch = reader.next();
                assertThat(batch.get(0).get(0)).isEqualTo(1);
                shapes.add(batch.get(0).shape() + " " + batch.get(1).shape());
            }
        }
        assertThat(shapes).containsExactly("2x1x2x2 2", "2x1x2x2 2", "1x1x2x2 1");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> Samples.of(0, SEVEN)).hasMessageContaining("batch size is 0");
        assertThatThrownBy(() -> Samples.of(2, SEVEN, NDArray.vector(1, 2)))
                .hasMessageContaining("same number of rows");
        assertThatThrownBy(() -> new Trainer(new Line()).fit(Samples.of(2, SEVEN), null, 3, 2))
                .hasMessageContaining("from epoch 3 to epoch 2");
        assertThatThrownBy(() -> new Trainer(new Line()).fit(Samples.of(2, SEVEN), null, 0, 4, 1))
                .hasMessageContaining("begin with batch 4; an epoch has 4");
        Learner two = Learner.of(batch -> Map.of(), batch -> Map.of());
        assertThatThrownBy(two::learningRate)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("Implement Learner.learningRate");
    }

    private static NDArray points() {
        float[] x = new float[64];
        for (int i = 0; i < 64; i++) {
            x[i] = -1 + i / 32f;
        }
        return NDArray.of(Shape.of(64, 1), x);
    }

    private static NDArray truth(NDArray points) {
        NDArray truth = points.copy();
        for (int i = 0; i < 64; i++) {
            truth.set(i, 4 * points.get(i) + 1);
        }
        return truth;
    }

    private static double fitsTheLine(Learner learner) {
        NDArray x = points();
        Samples samples = Samples.of(16, x, truth(x)).shuffled(1);
        History history = new Trainer(learner).fit(samples, samples, 40);
        assertThat(history.get("loss").get(0)).isGreaterThan(1);
        return history.last("val_loss");
    }

    @Test
    void aSessionIsALearner() {
        // tag::session[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 1);
        Tensor y = g.placeholder("y", DType.FLOAT32, -1, 1);
        Variable slope = g.variable("slope", 0f);
        Variable offset = g.variable("offset", 0f);
        Tensor line = x.times(slope).plus(offset);
        Tensor loss = line.minus(y).square().mean();
        Operation step = new GradientDescentOptimizer(0.2).minimize(loss);
        try (Session s = new Session(g)) {
            s.initialize();
            Learner learner =
                    Learner.of(
                            batch -> { // <1>
                                var run = s.feed(x, batch.get(0)).feed(y, batch.get(1));
                                return Map.of("loss", run.run(loss, step).get(0).item());
                            },
                            batch -> {
                                var run = s.feed(x, batch.get(0)).feed(y, batch.get(1));
                                return Map.of("loss", run.run(loss).item());
                            });
            // end::session[]
            assertThat(fitsTheLine(learner)).isLessThan(1e-4);
            assertThat(s.value(slope).item()).isCloseTo(4, within(0.05));
        }
    }

    @Test
    void aWorkspaceIsALearner() {
        try (Workspace workspace = new Workspace()) {
            // tag::workspace[]
            ModelHelper test = new ModelHelper("line_test");
            String distance =
                    test.op(
                            "SquaredL2Distance",
                            List.of(Brew.fc(test, "x", "line", 1, 1), "y"),
                            "distance");
            test.op("AveragedLoss", distance, "loss");
            ModelHelper train = new ModelHelper("line_train");
            distance =
                    train.op(
                            "SquaredL2Distance",
                            List.of(Brew.fc(train, "x", "line", 1, 1), "y"),
                            "distance");
            train.addGradientOperators(train.op("AveragedLoss", distance, "loss"));
            Optimizers.sgd(0.1).build(train);
            workspace.runNetOnce(train.paramInitNet().proto());
            Learner learner =
                    Learner.of(
                            batch -> run(workspace, train, batch),
                            batch -> run(workspace, test, batch));
            // end::workspace[]
            NDArray x = points();
            workspace.feedBlob("x", x);
            workspace.feedBlob("y", truth(x));
            workspace.createNet(train.net().proto());
            workspace.createNet(test.net().proto());
            assertThat(fitsTheLine(learner)).isLessThan(1e-4);
            assertThat(workspace.fetchBlob("line_w").item()).isCloseTo(4, within(0.05));
        }
    }

    // tag::run[]
    private static Map<String, Double> run(
            Workspace workspace, ModelHelper model, List<NDArray> batch) {
        workspace.feedBlob("x", batch.get(0));
        workspace.feedBlob("y", batch.get(1));
        workspace.runNet(model.net().name());
        return Map.of("loss", workspace.fetchBlob("loss").item());
    }
    // end::run[]
}
