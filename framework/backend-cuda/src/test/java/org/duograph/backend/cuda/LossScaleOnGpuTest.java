package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.LossScale;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gradients that float16 can't hold get through when the loss is scaled, by what fits best. */
class LossScaleOnGpuTest {
    private static final String HALF = "cuda,precision=float16";
    private static final NDArray X = NDArray.of(Shape.of(2, 2), 1f, 0.5f, -0.25f, 2);

    @BeforeEach
    void requireAGpu() {
        StandIn.require();
        Net.releaseNames();
    }

    /** y = w x, whose loss is the mean of some part of y. */
    private static ModelHelper line(double part, LossScale scale) {
        ModelHelper model = new ModelHelper("line");
        String y = Brew.fc(model, model.input("x", Shape.of(2, 2)), "y", 1);
        String some = model.op("Scale", y, "part", Ops.arg("scale", (float) part));
        String loss = model.op("AveragedLoss", some, "loss");
        if (scale == null) {
            model.addGradientOperators(loss);
        } else {
            scale.addGradientOperators(model, loss);
        }
        Optimizers.sgd(0.5).momentum(0.9).build(model);
        model.net().addExternalOutput("loss");
        return model;
    }

    private static Workspace begun(ModelHelper model, String backend) {
        Workspace workspace = new Workspace(backend, 1);
        workspace.feedBlob("x", X);
        workspace.runNetOnce(model.paramInitNet().proto());
        workspace.createNet(model.net().proto());
        return workspace;
    }

    @Test
    void smallOnesAreLostWithoutAndThereWith() {
        Net.releaseNames();
        assertThat(momentum(null)).containsOnly(0);
        Net.releaseNames();
        double[] there = momentum(LossScale.fixed(1 << 16));
        assertThat(there[0]).isCloseTo(0.5 * 0.375e-8, within(1e-11));
        assertThat(there[1]).isCloseTo(0.5 * 1.25e-8, within(1e-11));
    }

    /** The momentum of the weights after a step: half of their gradient, for the rate is 0.5. */
    private static double[] momentum(LossScale scale) {
        try (Workspace workspace = begun(line(1e-8, scale), HALF)) {
            workspace.runNet("line");
            return workspace.fetchBlob("y_w_momentum").toDoubles();
        }
    }

    /** Of a scale that is far too large, some steps are skipped until gradients fit. */
    @Test
    void aScaleThatIsTooLargeIsHalvedUntilGradientsFitAndGrowsAgain() {
        ModelHelper model = line(1, LossScale.dynamic(1 << 20, 3, 2));
        StringBuilder scales = new StringBuilder();
        try (Workspace workspace = begun(model, HALF)) {
            NDArray first = workspace.fetchBlob("y_w");
            for (int step = 0; step < 9; step++) {
                workspace.runNet("line");
                scales.append((int) workspace.fetchBlob("current_loss_scale").item()).append(' ');
                assertThat(workspace.fetchBlob("y_w").equals(first)).isEqualTo(step < 5);
                assertThat(workspace.fetchBlob("optimizer_iteration").item())
                        .as("the steps that were not skipped")
                        .isEqualTo(step < 5 ? 0 : Math.min(3, step - 4));
            }
        }
        assertThat(scales)
                .as("a gradient is 1.25 times the scale, and must be below 65520")
                .hasToString("524288 262144 131072 65536 32768 32768 32768 65536 32768 ");
    }

    /** Powers of two change no digit, whether steps are recorded or launched one by one. */
    @Test
    void whatIsLearntIsWhatIsLearntWithoutAScale() {
        for (String backend : List.of("cuda", HALF, HALF + ",graphs=false")) {
            NDArray wanted = trained(line(1, null), backend, -1);
            assertThat(trained(line(1, LossScale.dynamic(1024, 2, 2)), backend, -1))
                    .isEqualTo(wanted);
            assertThat(trained(line(1, LossScale.dynamic(1024, 2, 2)), backend, 3))
                    .as("with an overflow in step 3, which is skipped, on " + backend)
                    .isEqualTo(wanted);
        }
    }

    /** The weights after six steps, and one more that overflows before a step. */
    private static NDArray trained(ModelHelper model, String backend, int overflow) {
        try (Workspace workspace = begun(model, backend)) {
            for (int step = 0; step < 6; step++) {
                if (step == overflow) {
                    NDArray broken = X.copy();
                    broken.set(1, 1e38f);
                    workspace.feedBlob("x", broken);
                    NDArray before = workspace.fetchBlob("y_w");
                    double scale = workspace.fetchBlob("current_loss_scale").item();
                    workspace.runNet("line");
                    assertThat(workspace.fetchBlob("y_w")).isEqualTo(before);
                    assertThat(workspace.fetchBlob("current_loss_scale").item())
                            .isEqualTo(scale / 2);
                    workspace.feedBlob("x", X);
                }
                workspace.runNet("line");
            }
            return workspace.fetchBlob("y_w");
        } finally {
            Net.releaseNames();
        }
    }

    /**
     * A step that may be skipped is still one launch of a graph, and the host waits for nothing.
     */
    @Test
    void nobodyWaitsToSeeWhetherAStepIsSkipped() {
        StandInControl.require();
        try (Workspace workspace = begun(line(1, LossScale.dynamic()), HALF)) {
            workspace.runNet("line", 2, false); // launched one by one, recorded
            workspace.fetchBlob("loss"); // waits
            StandInControl.tell("forget-counts");
            workspace.runNet("line", 5, false);
            Map<String, Long> counts = new TreeMap<>(StandInControl.report());
            assertThat(counts).containsEntry("calls.cuGraphLaunch", 5L);
            assertThat(counts.getOrDefault("waits", 0L)).isZero();
            assertThat(counts.getOrDefault("calls.cuLaunchKernel", 0L)).isZero();
        }
    }
}
