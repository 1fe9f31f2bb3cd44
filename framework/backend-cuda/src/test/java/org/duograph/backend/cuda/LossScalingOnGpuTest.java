package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.LossScaling;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.Test;

/** Gradients that are too small for float16 get through when the loss is scaled. */
class LossScalingOnGpuTest {
    /** The gradient of the weight of y = w x for a loss of y / 100 million. */
    private static double gradient(boolean scaled) {
        Net.releaseNames();
        ModelHelper model = new ModelHelper("tiny");
        String y = Brew.fc(model, model.input("x", Shape.of(1, 1)), "y", 1);
        String small = model.op("Scale", y, "small", Ops.arg("scale", 1e-8f));
        String loss = model.op("AveragedLoss", small, "loss");
        if (scaled) {
            LossScaling.of(1 << 16).addGradientOperators(model, loss);
        } else {
            model.addGradientOperators(loss);
        }
        String gradient = model.paramToGrad().get("y_w");
        model.net().addExternalOutput(gradient);
        try (Workspace workspace = new Workspace("cuda,precision=float16", 1)) {
            workspace.feedBlob("x", NDArray.of(Shape.of(1, 1), 1f));
            workspace.runNetOnce(model.paramInitNet().proto());
            workspace.createNet(model.net().proto());
            workspace.runNet(model.net().name());
            return workspace.fetchBlob(gradient).item();
        }
    }

    @Test
    void theyAreLostWithoutAndThereWith() {
        StandIn.require();
        assertThat(gradient(false)).isZero();
        assertThat(gradient(true)).isCloseTo(1e-8, within(1e-11));
    }
}
