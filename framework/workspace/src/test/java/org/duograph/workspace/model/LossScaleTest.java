package org.duograph.workspace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients that are scaled on their way, and back; and steps that are skipped. */
class LossScaleTest {
    private static final NDArray X = NDArray.of(Shape.of(4, 2), 0f, 1, 1, 0, 1, 1, 2, 1);

    @BeforeEach
    void names() {
        Net.releaseNames();
    }

    private static ModelHelper line(LossScale scale, Optimizer<?> optimizer) {
        ModelHelper model = new ModelHelper(scale == null ? "plain" : "scaled");
        String y = Brew.fc(model, model.input("x", Shape.of(4, 2)), "y", 1);
        String distance = model.op("SquaredL2Distance", List.of(y, "truth"), "distance");
        String loss = model.op("AveragedLoss", distance, "loss");
        if (scale == null) {
            model.addGradientOperators(loss);
        } else {
            scale.addGradientOperators(model, loss);
        }
        optimizer.build(model);
        return model;
    }

    private static Workspace begun(ModelHelper model, String backend) {
        Workspace workspace = new Workspace(backend, 1);
        workspace.feedBlob("x", X);
        workspace.feedBlob("truth", NDArray.of(Shape.of(4, 1), 1f, 2, 3, 4));
        workspace.runNetOnce(model.paramInitNet().proto());
        workspace.createNet(model.net().proto());
        return workspace;
    }

    /** A step whose gradients overflow. */
    private static void overflow(Workspace workspace, ModelHelper model) {
        NDArray broken = X.copy();
        broken.set(0, Float.POSITIVE_INFINITY);
        workspace.feedBlob("x", broken);
        workspace.runNet(model.net().name());
        workspace.feedBlob("x", X);
    }

    /** All that lives from step to step, but for the scale itself. */
    private static Map<String, NDArray> kept(ModelHelper model, Workspace workspace) {
        Map<String, NDArray> kept = new LinkedHashMap<>();
        model.paramInitNet().proto().getOpList().stream()
                .flatMap(op -> op.getOutputList().stream())
                .filter(blob -> !List.of("current_loss_scale", "good_steps").contains(blob))
                .forEach(blob -> kept.put(blob, workspace.fetchBlob(blob)));
        return kept;
    }

    static Stream<Optimizer<?>> optimizers() {
        return Stream.of(
                Optimizers.sgd(0.1),
                Optimizers.sgd(0.1).momentum(0.9).policy(LearningRatePolicy.exp(0.5)),
                Optimizers.sgd(0.1).weightDecay(0.01).maxGradientNorm(1),
                Optimizers.adagrad(0.1),
                Optimizers.adam(0.1),
                Optimizers.rmsProp(0.1),
                Optimizers.ftrl(0.1));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aStepThatOverflowsIsAsIfItHadNotBeenAndTheRestLearnsWhatItLearnsUnscaled(
            Optimizer<?> optimizer) {
        for (String backend : List.of("java", "cpu")) {
            Net.releaseNames();
            ModelHelper plain = line(null, optimizer);
            ModelHelper scaled = line(LossScale.dynamic(1024, 3, 2), optimizer);
            try (Workspace one = begun(plain, backend);
                    Workspace other = begun(scaled, backend)) {
                for (int step = 0; step < 5; step++) {
                    if (step == 2) {
                        Map<String, NDArray> before = kept(scaled, other);
                        overflow(other, scaled);
                        assertThat(kept(scaled, other)).isEqualTo(before);
                    }
                    Map<String, NDArray> before = kept(plain, one);
                    one.runNet(plain.net().name());
                    other.runNet(scaled.net().name());
                    assertThat(one.fetchBlob("y_w")).isNotEqualTo(before.get("y_w"));
                }
                Map<String, NDArray> after = kept(plain, one);
                assertThat(after).isEqualTo(kept(scaled, other));
                assertThat(after.size()).isGreaterThan(2);
            }
        }
    }

    @Test
    void theScaleIsHalvedByAnOverflowAndDoubledAfterManyGoodSteps() {
        ModelHelper model = line(LossScale.dynamic(1024, 3, 2), Optimizers.sgd(0.01));
        StringBuilder seen = new StringBuilder();
        try (Workspace workspace = begun(model, "java")) {
            for (int step = 0; step < 10; step++) {
                if (step == 4 || step == 6) {
                    overflow(workspace, model);
                } else {
                    workspace.runNet(model.net().name());
                }
                seen.append((int) workspace.fetchBlob("current_loss_scale").item()).append(' ');
            }
            assertThat(seen).hasToString("1024 1024 2048 2048 1024 1024 512 512 512 1024 ");
            assertThat(workspace.fetchBlob("good_steps").dtype()).isEqualTo(DType.INT64);
            assertThat(workspace.fetchBlob("good_steps").item()).isZero();
        }
    }

    @Test
    void aFixedScaleStays() {
        ModelHelper model = line(LossScale.fixed(1000), Optimizers.sgd(0.01));
        try (Workspace workspace = begun(model, "java")) {
            NDArray before = workspace.fetchBlob("y_w");
            overflow(workspace, model);
            assertThat(workspace.fetchBlob("y_w")).isEqualTo(before);
            assertThat(workspace.fetchBlob("current_loss_scale").item()).isEqualTo(1000);
            workspace.runNet(model.net().name());
            assertThat(workspace.fetchBlob("y_w")).as("it goes on").isNotEqualTo(before);
        }
    }

    @Test
    void rowsThatWereLookedUpAreScaledAndSkippedToo() {
        ModelHelper model = new ModelHelper("table");
        String table =
                model.createParam(
                        "words", Shape.of(5, 2), Initializer.constant(1), Parameter.Kind.BIAS);
        String rows = model.op("Gather", List.of(table, "ids"), "rows");
        String loss = model.op("AveragedLoss", model.op("Mul", List.of(rows, "x"), "p"), "loss");
        LossScale.fixed(64).addGradientOperators(model, loss);
        Optimizers.sgd(1).build(model);
        try (Workspace workspace = new Workspace("java", 1)) {
            workspace.feedBlob("ids", NDArray.of(Shape.of(2), 3, 1));
            workspace.feedBlob("x", NDArray.of(Shape.of(2, 2), 4f, 8, 12, Float.NaN));
            workspace.runNetOnce(model.paramInitNet().proto());
            workspace.createNet(model.net().proto());
            workspace.runNet(model.net().name());
            assertThat(workspace.fetchBlob(table).toDoubles()).containsOnly(1);
            workspace.feedBlob("x", NDArray.of(Shape.of(2, 2), 4f, 8, 12, 16));
            workspace.runNet(model.net().name());
            assertThat(workspace.fetchBlob(table).toDoubles())
                    .containsExactly(1, 1, -2, -3, 1, 1, 0, -1, 1, 1);
        }
    }

    @Test
    void aScaleIsANumberFromOneOn() {
        for (double scale : new double[] {0, -1, 0.5, Double.NaN, 1e39}) {
            assertThatThrownBy(() -> LossScale.fixed(scale))
                    .hasMessageContaining("a number from 1 on, such as 1024, found " + scale);
        }
        assertThatThrownBy(() -> LossScale.dynamic(8, 0, 2))
                .hasMessageContaining("found 0 and 2.0");
        assertThatThrownBy(() -> LossScale.dynamic(8, 9, 0.5))
                .hasMessageContaining("found 9 and 0.5");
    }
}
