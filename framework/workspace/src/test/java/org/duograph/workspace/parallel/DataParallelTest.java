package org.duograph.workspace.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.draw.NetPrinter;
import org.duograph.workspace.io.BlobFiles;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.zoo.SmallNets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several devices learn what one learns from batches as large as all theirs together. */
class DataParallelTest {
    private static final Training LENET =
            new Training(Shape.of(1, 28, 28), SmallNets::leNet, Optimizers.sgd(0.01).momentum(0.9));

    private static final Training CIFAR =
            new Training(Shape.of(3, 32, 32), SmallNets::cifar10Tutorial, Optimizers.adam(0.001));

    @TempDir private Path folder;

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
}
