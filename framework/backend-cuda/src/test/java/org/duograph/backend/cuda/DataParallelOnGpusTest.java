package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.duograph.backend.cuda.library.CudaNatives;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.model.Option;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.parallel.DataParallel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several GPUs learn what one learns from batches as large as all theirs together. */
class DataParallelOnGpusTest {
    private static final int STEPS = 4;
    private static final String ONE_BY_ONE = ",graphs=false,deterministic=true";

    @BeforeEach
    void releaseNames() {
        Net.releaseNames();
    }

    /** A net after LeNet, small enough for a GPU that a processor stands in for. */
    private static String loss(ModelHelper model, double scale) {
        String conv1 = Brew.conv(model, "data", "conv1", 1, 4, Option.kernel(3));
        String pool = Brew.maxPool(model, conv1, "pool", Option.kernel(2), Option.stride(2));
        String conv2 = Brew.conv(model, pool, "conv2", 4, 6, Option.kernel(3));
        String relu = Brew.relu(model, conv2, conv2);
        String scores = Brew.fc(model, relu, "scores", 6 * 2 * 2, 10);
        String loss = Brew.softmaxWithLoss(model, scores, "label", "softmax", "mean_loss").loss();
        return model.op("Scale", loss, "loss", Ops.arg("scale", scale));
    }

    static void input(ModelHelper model) {
        model.input("data", Shape.of(1, 1, 10, 10));
        model.input("label", new ArrayType(DType.INT32, Shape.of(1)));
    }

    static Map<String, NDArray> batch(int rows, long seed) {
        Random random = new Random(seed);
        NDArray data = NDArray.zeros(ArrayType.float32(rows, 1, 10, 10));
        for (int i = 0; i < data.size(); i++) {
            data.set(i, random.nextGaussian());
        }
        NDArray label = NDArray.zeros(new ArrayType(DType.INT32, Shape.of(rows)));
        for (int i = 0; i < rows; i++) {
            label.set(i, random.nextInt(10));
        }
        return Map.of("data", data, "label", label);
    }

    /** A net that learns on some GPUs; the workspace must be on GPUs too. */
    private static DataParallel start(Workspace workspace, int gpus) {
        assumeTrue(CudaNatives.devices() >= gpus, () -> "needs " + gpus + " GPUs");
        DataParallel parallel =
                DataParallel.of(new ModelHelper("parallel"))
                        .onGpus(IntStream.range(0, gpus).toArray())
                        .input(DataParallelOnGpusTest::input)
                        .forward((m, lossScale) -> List.of(loss(m, lossScale)))
                        .optimizer(Optimizers.sgd(0.05).momentum(0.9))
                        .build();
        parallel.start(workspace);
        return parallel;
    }

    /** The same net, written for one device, which begins with the same parameters. */
    private static void startPlain(Workspace workspace, Map<String, NDArray> parameters) {
        ModelHelper model = new ModelHelper("plain");
        input(model);
        model.addGradientOperators(loss(model, 1));
        Optimizers.sgd(0.05).momentum(0.9).build(model);
        workspace.runNetOnce(model.paramInitNet());
        workspace.createNet(model);
        parameters.forEach(workspace::feedBlob);
    }

    static void step(Workspace workspace, DataParallel parallel, Map<String, NDArray> rows) {
        parallel.feed(workspace, rows);
        parallel.run(workspace);
    }

    /** All replicas must have the same bits in all that is kept. */
    static void requireAlike(Workspace workspace, DataParallel parallel) {
        parallel.checkpoint(workspace)
                .forEach(
                        (name, array) -> {
                            for (String scope : parallel.scopes()) {
                                String replica = scope + "/" + name;
                                if (workspace.hasBlob(replica)) {
                                    NDArray its = workspace.fetchBlob(replica);
                                    assertThat(its).as(replica).isEqualTo(array);
                                }
                            }
                        });
    }

    private static void requireTheSame(int gpus, int rows) {
        Net.releaseNames();
        StandIn.require();
        try (Workspace many = new Workspace("cuda", 1);
                Workspace one = new Workspace("cuda", 1)) {
            DataParallel parallel = start(many, gpus);
            startPlain(one, parallel.checkpoint(many));
            for (int i = 0; i < STEPS; i++) {
                Map<String, NDArray> batch = batch(rows, i);
                step(many, parallel, batch);
                batch.forEach(one::feedBlob);
                one.runNet("plain");
                requireAlike(many, parallel);
                double expected = one.fetchBlob("loss").item();
                assertThat(parallel.loss(many)).as("loss").isCloseTo(expected, within(1e-5));
            }
            parallel.checkpoint(many)
                    .forEach(
                            (name, array) ->
                                    assertThat(array.toDoubles())
                                            .as(name)
                                            .containsExactly(
                                                    one.fetchBlob(name).toDoubles(), within(1e-5)));
        }
    }

    @Test
    void twoAndFourGpusLearnWhatOneLearns() {
        requireTheSame(2, 8);
        requireTheSame(4, 8);
    }

    @Test
    void rowsThatDoNotDivideEvenlyCountAlikeAndThereMayBeFewerThanGpus() {
        requireTheSame(2, 7);
        requireTheSame(4, 3);
    }

    private static Map<String, NDArray> learn(String options) {
        StandIn.require();
        Map<String, NDArray> left = new LinkedHashMap<>();
        try (Workspace workspace = new Workspace("cuda" + options, 1)) {
            DataParallel parallel = start(workspace, 2);
            for (int i = 0; i < STEPS; i++) {
                step(workspace, parallel, batch(i < 2 ? 8 : 5, i)); // the last batches are smaller
            }
            left.putAll(parallel.checkpoint(workspace));
        }
        return left;
    }

    @Test
    void graphsAndSingleLaunchesGiveTheSameBits() {
        assertThat(learn(ONE_BY_ONE)).isEqualTo(learn(",deterministic=true"));
    }

    @Test
    void gradientsAndParametersGoFromGpuToGpuWithoutTheHost() {
        StandIn.require();
        try (Workspace workspace = new Workspace("cuda", 1)) {
            DataParallel parallel = start(workspace, 2);
            for (int i = 0; i < STEPS; i++) {
                step(workspace, parallel, batch(8, i));
            }
            assertThat(workspace.plans("parallel")).hasSize(1);
            String plan = workspace.plans("parallel").get(0).toString();
            assertThat(plan)
                    .contains("cuda:1 to cuda:0", "cuda:0 to cuda:1", "one CUDA graph of")
                    .doesNotContain("to java", "to host", "to onednn", "one by one");
        }
    }

    @Test
    void nothingWaitsInAStepOfSeveralGpus() {
        StandInControl.require();
        try (Workspace workspace = new Workspace("cuda", 1)) {
            DataParallel parallel = start(workspace, 2);
            for (int i = 0; i < STEPS; i++) {
                step(workspace, parallel, batch(8, i));
            }
            parallel.synchronize(workspace);
            long waits = StandInControl.count("waits");
            long peers = StandInControl.count("run.copy.peer.times");
            for (int i = 0; i < STEPS; i++) {
                parallel.run(workspace);
            }
            assertThat(StandInControl.count("waits")).as("waits").isEqualTo(waits);
            parallel.synchronize(workspace);
            assertThat(StandInControl.count("run.copy.peer.times"))
                    .as("copies between GPUs: a gradient of each of 6 parameters there and back")
                    .isEqualTo(peers + STEPS * 12);
        }
    }

    @Test
    void amongFourGpusEachGradientTakesThreeCopiesUpAndThreeDown() {
        StandInControl.require();
        try (Workspace workspace = new Workspace("cuda", 1)) {
            DataParallel parallel = start(workspace, 4);
            step(workspace, parallel, batch(8, 0));
            long gradients = 0;
            for (String name : parallel.checkpoint(workspace).keySet()) {
                boolean learnt = name.endsWith("_w") || name.endsWith("_b");
                gradients += learnt ? workspace.type("gpu_0/" + name).bytes() : 0;
            }
            parallel.synchronize(workspace);
            long times = StandInControl.count("run.copy.peer.times");
            long bytes = StandInControl.count("run.copy.peer.bytes");
            parallel.run(workspace);
            parallel.synchronize(workspace);
            assertThat(StandInControl.count("run.copy.peer.times")).isEqualTo(times + 6 * 6);
            assertThat(StandInControl.count("run.copy.peer.bytes"))
                    .isEqualTo(bytes + 6 * gradients);
            assertThat(workspace.plans("parallel").get(0).toString())
                    .contains("cuda:1 to cuda:0", "cuda:3 to cuda:2", "cuda:2 to cuda:0")
                    .contains("cuda:0 to cuda:1", "cuda:0 to cuda:2", "cuda:1 to cuda:3")
                    .doesNotContain("cuda:3 to cuda:0", "cuda:0 to cuda:3");
        }
    }

    @Test
    void aGpuThatFailsIsNamedAndTheProcessGoesOn() {
        StandInControl.require();
        Workspace workspace = new Workspace("cuda", 1);
        try {
            DataParallel parallel = start(workspace, 2);
            step(workspace, parallel, batch(8, 0));
            parallel.synchronize(workspace);
            StandInControl.tell("lost-device 1");
            assertThatThrownBy(
                            () -> {
                                step(workspace, parallel, batch(8, 1));
                                parallel.synchronize(workspace);
                            })
                    .hasMessageContaining("cuda:1");
        } finally {
            StandInControl.reset();
            workspace.close();
        }
        requireTheSame(2, 4);
    }
}
