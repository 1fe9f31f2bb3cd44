package org.duograph.workspace.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.duograph.plan.StepFacts;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.draw.NetPrinter;
import org.duograph.workspace.io.BlobFiles;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.model.Option;
import org.duograph.workspace.model.Parameter;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.zoo.SmallNets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several devices learn what one learns from batches as large as all theirs together. */
class DataParallelTest {
    private static final Training LENET =
            new Training(Shape.of(1, 28, 28), SmallNets::leNet, Optimizers.sgd(0.01).momentum(0.9));

    /** With an epsilon by which what is almost no gradient is almost no step, however rounded. */
    private static final Training CIFAR =
            new Training(
                    Shape.of(3, 32, 32),
                    SmallNets::cifar10Tutorial,
                    Optimizers.adam(0.001).epsilon(1e-3));

    @TempDir private Path folder;

    private static final Training NORMALISED =
            new Training(
                    Shape.of(2, 8, 8),
                    DataParallelTest::normalised,
                    Optimizers.sgd(0.05).momentum(0.9));

    @BeforeEach
    void releaseNames() {
        Net.releaseNames();
    }

    private static void requireTheSame(Training training, int devices, int rows) {
        try (Workspace many = new Workspace();
                Workspace one = new Workspace()) {
            Training.Running parallel = training.onCpu(many, devices);
            training.requireTheSame(parallel, training.plain(one, parallel), 4, rows, 1e-5);
        }
    }

    @Test
    void leNetWithMomentumLearnsOnTwoDevicesWhatItLearnsOnOne() {
        requireTheSame(LENET, 2, 8);
    }

    @Test
    void theCifarNetWithAdamLearnsOnFourDevicesWhatItLearnsOnOne() {
        requireTheSame(CIFAR, 4, 8);
    }

    @Test
    void aGradientIsTheSumOfAllDevicesAndIsVisibleInTheNet() {
        ModelHelper model = new ModelHelper("parallel");
        DataParallel.of(model)
                .onGpus(0, 1)
                .input(m -> m.input("data", Shape.of(4, 3)))
                .forward((m, lossScale) -> List.of(regression(m, lossScale)))
                .optimizer(Optimizers.sgd(0.1))
                .build();
        assertThat(NetPrinter.print(model.net().proto()).lines())
                .contains(
                        "  gpu_0/y_w_grad = Sum(gpu_0/y_w_grad, gpu_1/y_w_grad)  # device 1:0",
                        "  gpu_1/y_w_grad = Copy(gpu_0/y_w_grad)  # device 1:1");
    }

    @Test
    void fourDevicesSumTheirGradientsInPairsInAnOrderThatTheNetShows() {
        ModelHelper model = new ModelHelper("parallel");
        DataParallel.of(model)
                .onCpu(4)
                .input(m -> m.input("data", Shape.of(4, 3)))
                .forward((m, lossScale) -> List.of(regression(m, lossScale)))
                .optimizer(Optimizers.sgd(0.1))
                .build();
        assertThat(NetPrinter.print(model.net().proto()).lines())
                .map(line -> line.strip().replaceFirst("  # .*", ""))
                .containsSubsequence(
                        "cpu_0/y_w_grad = Sum(cpu_0/y_w_grad, cpu_1/y_w_grad)",
                        "cpu_2/y_w_grad = Sum(cpu_2/y_w_grad, cpu_3/y_w_grad)",
                        "cpu_0/y_w_grad = Sum(cpu_0/y_w_grad, cpu_2/y_w_grad)",
                        "cpu_1/y_w_grad = Copy(cpu_0/y_w_grad)",
                        "cpu_2/y_w_grad = Copy(cpu_0/y_w_grad)",
                        "cpu_3/y_w_grad = Copy(cpu_1/y_w_grad)");
    }

    /** How often each device sends to each other in a step, and how many bytes in all. */
    private static Map<String, List<Long>> links(Workspace workspace) {
        Map<String, List<Long>> links = new TreeMap<>();
        for (StepFacts step : workspace.plans("parallel").get(0).steps()) {
            if (step.implementation().contains(" to ")) {
                List<Long> one = List.of(1L, step.cost().bytesWritten());
                links.merge(
                        step.implementation(),
                        one,
                        (a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1)));
            }
        }
        return links;
    }

    @Test
    void noDeviceSendsOrReceivesMoreOftenThanThereAreRounds() {
        try (Workspace workspace = new Workspace("java", 0)) {
            Training.Running running = NORMALISED.onCpu(workspace, 4);
            running.step(NORMALISED.batch(4, 1));
            long gradients = 0;
            for (Parameter parameter : running.model().allParams()) {
                boolean first = parameter.name().startsWith("cpu_0/");
                gradients += first && parameter.isLearnt() ? parameter.shape().size() : 0;
            }
            long moments = 2 * 6;
            List<Long> up = List.of(6L, Double.BYTES * gradients);
            List<Long> down = List.of(8L, Double.BYTES * (gradients + moments));
            assertThat(links(workspace))
                    .as("gradients of 6 parameters up, and with 2 running moments down")
                    .isEqualTo(
                            Map.of(
                                    "java:1 to java", up,
                                    "java:3 to java:2", up,
                                    "java:2 to java", up,
                                    "java to java:1", down,
                                    "java to java:2", down,
                                    "java:1 to java:3", down));
        }
    }

    private static String regression(ModelHelper model, double lossScale) {
        String y = Brew.fc(model, "data", "y", 3, 1);
        String mean = model.op("AveragedLoss", y, "mean");
        return model.op("Scale", mean, "loss", Ops.arg("scale", lossScale));
    }

    @Test
    void checkpointsAreExchangedBetweenOneTwoAndFourDevices() throws IOException {
        Path file = folder.resolve("checkpoint.minidb");
        double[] losses = new double[4];
        try (Workspace many = new Workspace()) {
            Training.Running four = LENET.onCpu(many, 4);
            four.step(LENET.batch(8, 1));
            four.parallel().save(many, file);
            four.step(LENET.batch(8, 2));
            four.step(LENET.batch(8, 3));
            losses[0] = four.loss();
        }
        for (int devices : new int[] {1, 2}) {
            try (Workspace few = new Workspace()) {
                Training.Running running = LENET.onCpu(few, devices);
                running.parallel().load(few, file);
                running.requireAlike();
                running.step(LENET.batch(8, 2));
                running.step(LENET.batch(8, 3));
                losses[devices] = running.loss();
            }
        }
        assertThat(losses[1]).isCloseTo(losses[0], within(1e-5));
        assertThat(losses[2]).isCloseTo(losses[0], within(1e-5));
        assertThat(BlobFiles.names(file)).contains("conv1_w", "conv1_w_momentum");
        assertThat(BlobFiles.names(file)).noneMatch(name -> name.contains("/"));
    }

    @Test
    void aCheckpointWithoutAParameterIsRefused() {
        try (Workspace workspace = new Workspace()) {
            Training.Running running = LENET.onCpu(workspace, 2);
            assertThatThrownBy(() -> running.parallel().load(workspace, Map.of()))
                    .hasMessageContaining("The checkpoint has no \"conv1_w\"");
        }
    }

    @Test
    void rowsThatDoNotDivideEvenlyCountAlike() {
        requireTheSame(LENET, 4, 7);
    }

    @Test
    void thereMayBeFewerRowsThanDevices() {
        requireTheSame(LENET, 4, 3);
    }

    private static String normalised(ModelHelper model, String data) {
        String conv = Brew.conv(model, data, "conv", 2, 6, Option.kernel(3));
        String norm = Brew.spatialBn(model, conv, "norm", 6);
        String relu = Brew.relu(model, norm, "relu");
        String pool = Brew.averagePool(model, relu, "pool", Option.kernel(6));
        return Brew.fc(model, pool, "scores", 6, 10);
    }

    private static void requireTheSameWhenCombined(int devices, int rows) {
        try (Workspace many = new Workspace();
                Workspace one = new Workspace()) {
            ModelHelper model = new ModelHelper("parallel");
            Parallelization begun = DataParallel.of(model).onCpu(devices).combineSpatialBn(true);
            Training.Running parallel = NORMALISED.parallel(many, begun, model);
            Training.Running plain = NORMALISED.plain(one, parallel);
            NORMALISED.requireTheSame(parallel, plain, 4, rows, 1e-5);
        }
    }

    @Test
    void combinedBatchNormalisationIsThatOfOneDevice() {
        requireTheSameWhenCombined(2, 8);
    }

    @Test
    void combinedBatchNormalisationCountsRowsThatDoNotDivideEvenly() {
        requireTheSameWhenCombined(4, 6);
        requireTheSameWhenCombined(4, 3);
    }

    @Test
    void runningMomentsAreThoseOfTheFirstDevice() {
        try (Workspace many = new Workspace();
                Workspace one = new Workspace()) {
            Training.Running parallel = NORMALISED.onCpu(many, 2);
            Training.Running plain = NORMALISED.plain(one, parallel);
            Map<String, NDArray> batch = NORMALISED.batch(8, 1);
            parallel.step(batch);
            parallel.requireAlike();
            Split halves = new Split(8, 2);
            plain.step(
                    Map.of(
                            "data", halves.part(batch.get("data"), 0),
                            "label", halves.part(batch.get("label"), 0)));
            assertThat(parallel.parameter("norm_rm").toDoubles())
                    .containsExactly(plain.parameter("norm_rm").toDoubles(), within(1e-6));
        }
    }

    @Test
    void whatFailsIsNamedWithItsDevice() {
        try (Workspace workspace = new Workspace("java", 0)) {
            Training.Running running = NORMALISED.onCpu(workspace, 2);
            Map<String, NDArray> batch = NORMALISED.batch(4, 1);
            batch.get("label").set(3, 99);
            assertThatThrownBy(() -> running.step(batch))
                    .hasMessageContaining("cpu_1/softmax")
                    .hasMessageContaining("on java:1");
        }
    }

    @Test
    void replicasThatDifferAreRefused() {
        ModelHelper model = new ModelHelper("parallel");
        int[] layers = {0};
        Parallelization begun =
                DataParallel.of(model)
                        .onCpu(2)
                        .forward(
                                (m, lossScale) ->
                                        List.of(Brew.fc(m, "data", "y" + layers[0]++, 3, 1)));
        assertThatThrownBy(begun::build)
                .hasMessageContaining("Replica \"cpu_1\" has parameters [y1_w, y1_b]");
    }

    @Test
    void aModelThatOnlyPredictsGivesTheRowsInTheirOrder() {
        try (Workspace workspace = new Workspace()) {
            ModelHelper model = new ModelHelper("parallel");
            DataParallel parallel =
                    DataParallel.of(model)
                            .onCpu(3)
                            .forward(
                                    (m, lossScale) -> {
                                        m.op("Scale", "data", "twice", Ops.arg("scale", 2f));
                                        return List.of();
                                    })
                            .build();
            for (int rows : new int[] {7, 2}) {
                NDArray data = NDArray.zeros(ArrayType.float32(rows, 1));
                for (int i = 0; i < rows; i++) {
                    data.set(i, i);
                }
                parallel.feed(workspace, Map.of("data", data));
                if (rows == 7) {
                    parallel.start(workspace);
                }
                parallel.run(workspace);
                NDArray twice = parallel.fetchRows(workspace, "twice");
                assertThat(twice.shape()).isEqualTo(Shape.of(rows, 1));
                assertThat(twice.get(rows - 1)).isEqualTo(2 * (rows - 1));
            }
        }
    }

    @Test
    void devicesMeetOnlyToSumGradientsWhateverTheLayers() {
        try (Workspace workspace = new Workspace("java", 0)) {
            Training.Running running = NORMALISED.onCpu(workspace, 2);
            running.step(NORMALISED.batch(4, 1));
            String lanes = workspace.plans("parallel").get(0).toString();
            int first = lanes.indexOf("lane java: steps 0-");
            assertThat(first).isPositive();
            List<String> parts =
                    Pattern.compile("\\d+-\\d+")
                            .matcher(lanes.substring(first).replaceAll("side by side:[^$]*", ""))
                            .results()
                            .map(MatchResult::group)
                            .toList();
            assertThat(parts).as("parts of more than one step, two for each device").hasSize(4);
            assertThat(lanes)
                    .as("forward and backward passes need not wait for each other")
                    .contains("side by side: steps " + parts.get(0) + " | " + parts.get(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "onednn"})
    void sideBySideDevicesComputeTheBitsThatTheyComputeOneAfterTheOther(String backend) {
        try (Workspace sideBySide = new Workspace(backend, 0);
                Workspace inTurn = new Workspace(backend, 0)) {
            Training.Running a = NORMALISED.onCpu(sideBySide, 4);
            Net.releaseNames();
            Training.Running b = NORMALISED.onCpu(inTurn, 4);
            for (int step = 0; step < 5; step++) {
                Map<String, NDArray> batch = NORMALISED.batch(6, step);
                a.step(batch);
                b.parallel().feed(inTurn, batch);
                inTurn.plans("parallel").get(0).time(step); // one lane at a time
                assertThat(a.parallel().checkpoint(sideBySide))
                        .isEqualTo(b.parallel().checkpoint(inTurn));
                assertThat(a.loss()).isEqualTo(b.loss());
            }
        }
    }

    @Test
    void allGpusOfTheMachineCanBeAskedFor() {
        try (Workspace workspace = new Workspace("java", 0)) {
            ModelHelper model = new ModelHelper("parallel");
            Parallelization begun = DataParallel.of(model).onAllGpus();
            Training.Running running = NORMALISED.parallel(workspace, begun, model);
            assertThat(running.parallel().scopes()).containsExactly("gpu_0", "gpu_1");
            running.step(NORMALISED.batch(5, 1));
            running.requireAlike();
            assertThat(workspace.plans("parallel").get(0).toString())
                    .contains("lane cuda: steps", "lane cuda:1: steps");
        }
    }
}
