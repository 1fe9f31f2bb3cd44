package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.backend.cuda.library.CudaNatives;
import org.duograph.tensor.NDArray;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Batch normalisation over the rows of several GPUs, and checkpoints that any number of them reads.
 */
class CombinedNormsOnGpusTest {
    private static final int STEPS = 3;

    @TempDir private Path folder;

    @BeforeEach
    void requireGpus() {
        StandIn.require();
    }

    private static String loss(ModelHelper model, double scale) {
        String conv = Brew.conv(model, "data", "conv", 1, 4, Option.kernel(3));
        String norm = Brew.spatialBn(model, conv, "norm", 4);
        String relu = Brew.relu(model, norm, "relu");
        String pool = Brew.averagePool(model, relu, "pool", Option.kernel(8));
        String scores = Brew.fc(model, pool, "scores", 4, 10);
        String loss = Brew.softmaxWithLoss(model, scores, "label", "softmax", "mean_loss").loss();
        return model.op("Scale", loss, "loss", Ops.arg("scale", scale));
    }

    private static DataParallel start(Workspace workspace, int gpus) {
        assumeTrue(CudaNatives.devices() >= gpus, () -> "needs " + gpus + " GPUs");
        Net.releaseNames();
        DataParallel parallel =
                DataParallel.of(new ModelHelper("parallel"))
                        .onGpus(IntStream.range(0, gpus).toArray())
                        .input(DataParallelOnGpusTest::input)
                        .forward((m, lossScale) -> List.of(loss(m, lossScale)))
                        .optimizer(Optimizers.sgd(0.05).momentum(0.9))
                        .combineSpatialBn(gpus > 1)
                        .build();
        parallel.start(workspace);
        return parallel;
    }

    private static void step(Workspace workspace, DataParallel parallel, int rows, int seed) {
        DataParallelOnGpusTest.step(workspace, parallel, DataParallelOnGpusTest.batch(rows, seed));
    }

    private static void requireClose(Map<String, NDArray> found, Map<String, NDArray> wanted) {
        assertThat(found.keySet()).isEqualTo(wanted.keySet());
        found.forEach(
                (name, array) ->
                        assertThat(array.toDoubles())
                                .as(name)
                                .containsExactly(wanted.get(name).toDoubles(), within(1e-5)));
    }

    @ParameterizedTest(name = "{0} GPUs, {1} rows")
    @CsvSource({"2, 8", "2, 7", "4, 8", "4, 3"})
    void severalGpusTakeTheMeanAndVarianceThatOneTakes(int gpus, int rows) {
        try (Workspace many = new Workspace("cuda", 1);
                Workspace one = new Workspace("cuda", 1)) {
            DataParallel parallel = start(many, gpus);
            DataParallel alone = start(one, 1);
            alone.load(one, parallel.checkpoint(many));
            for (int i = 0; i < STEPS; i++) {
                step(many, parallel, rows, i);
                step(one, alone, rows, i);
                DataParallelOnGpusTest.requireAlike(many, parallel);
                assertThat(parallel.loss(many)).isCloseTo(alone.loss(one), within(1e-5));
            }
            assertThat(parallel.checkpoint(many)).containsKeys("norm_rm", "norm_riv");
            requireClose(parallel.checkpoint(many), alone.checkpoint(one));
            assertThat(many.plans("parallel").get(0).toString())
                    .doesNotContain("to java", "to host", "to onednn");
        }
    }

    @Test
    void checkpointsAreExchangedBetweenOneTwoAndFourGpus() throws Exception {
        Path file = folder.resolve("checkpoint.minidb");
        for (int before : new int[] {1, 2, 4}) {
            Map<String, NDArray> wanted = null;
            try (Workspace workspace = new Workspace("cuda", 1)) {
                DataParallel parallel = start(workspace, before);
                step(workspace, parallel, 8, 0);
                parallel.save(workspace, file);
                step(workspace, parallel, 8, 1);
                wanted = parallel.checkpoint(workspace);
            }
            for (int after : new int[] {1, 2, 4}) {
                try (Workspace workspace = new Workspace("cuda", 2)) {
                    DataParallel parallel = start(workspace, after);
                    parallel.load(workspace, file);
                    DataParallelOnGpusTest.requireAlike(workspace, parallel);
                    step(workspace, parallel, 8, 1);
                    requireClose(parallel.checkpoint(workspace), wanted);
                }
            }
        }
    }
}
