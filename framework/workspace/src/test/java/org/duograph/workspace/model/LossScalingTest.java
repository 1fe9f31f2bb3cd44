package org.duograph.workspace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.junit.jupiter.api.Test;

/** Gradients that are scaled on their way, and back. */
class LossScalingTest {
    private static ModelHelper line(boolean scaled) {
        ModelHelper model = new ModelHelper("line");
        String y = Brew.fc(model, model.input("x", Shape.of(4, 2)), "y", 1);
        String distance = model.op("SquaredL2Distance", List.of(y, "truth"), "distance");
        String loss = model.op("AveragedLoss", distance, "loss");
        if (scaled) {
            LossScaling.of(1024).addGradientOperators(model, loss);
        } else {
            model.addGradientOperators(loss);
        }
        Optimizers.sgd(0.1).build(model);
        return model;
    }

    private static Workspace begun(ModelHelper model) {
        Workspace workspace = new Workspace("java", 1);
        workspace.feedBlob("x", NDArray.of(Shape.of(4, 2), 0f, 1, 1, 0, 1, 1, 2, 1));
        workspace.feedBlob("truth", NDArray.of(Shape.of(4, 1), 1f, 2, 3, 4));
        workspace.runNetOnce(model.paramInitNet().proto());
        workspace.createNet(model.net().proto());
        return workspace;
    }

    @Test
    void whatIsLearntIsTheSame() {
        ModelHelper plain = line(false);
        ModelHelper scaled = line(true);
        try (Workspace one = begun(plain);
                Workspace other = begun(scaled)) {
            NDArray before = one.fetchBlob("y_w");
            for (int step = 0; step < 5; step++) {
                one.runNet(plain.net().name());
                other.runNet(scaled.net().name());
            }
            assertThat(other.fetchBlob("y_w")).isEqualTo(one.fetchBlob("y_w"));
            assertThat(one.fetchBlob("y_w")).isNotEqualTo(before);
        }
    }

    @Test
    void gradientsThatAreNotFiniteChangeNothing() {
        ModelHelper model = line(true);
        try (Workspace workspace = begun(model)) {
            NDArray before = workspace.fetchBlob("y_w");
            NDArray x = workspace.fetchBlob("x");
            NDArray broken = x.copy();
            broken.set(0, Float.POSITIVE_INFINITY);
            workspace.feedBlob("x", broken);
            workspace.runNet(model.net().name());
            assertThat(workspace.fetchBlob("y_w")).isEqualTo(before);
            assertThat(workspace.fetchBlob("y_b").type()).isEqualTo(ArrayType.float32(1));
            workspace.feedBlob("x", x);
            workspace.runNet(model.net().name());
            assertThat(workspace.fetchBlob("y_w")).as("it goes on").isNotEqualTo(before);
        }
    }

    @Test
    void aScaleIsANumberAboveZero() {
        for (double scale : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> LossScaling.of(scale))
                    .hasMessageContaining("a number above zero, such as 1024, found " + scale);
        }
    }
}
