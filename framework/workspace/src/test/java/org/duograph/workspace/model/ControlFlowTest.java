package org.duograph.workspace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControlFlowTest {
    private final Workspace workspace = new Workspace("", 3);

    @BeforeEach
    void start() {
        Net.releaseNames();
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    /** |x| has the slope 1 where x is positive and -1 where it isn't: one line each. */
    private ModelHelper absolute() {
        ModelHelper model = new ModelHelper("absolute");
        model.input("x", Shape.of(1, 1));
        model.input("truth", Shape.of(1, 1));
        model.input("positive", new ArrayType(DType.BOOL, Shape.SCALAR));
        ControlFlow.cond(
                model,
                "positive",
                List.of("y"),
                then -> {
                    Brew.fc(then, "x", "right", 1);
                    then.op("Copy", "right", "y");
                },
                otherwise -> {
                    Brew.fc(otherwise, "x", "left", 1);
                    otherwise.op("Copy", "left", "y");
                });
        model.op("SquaredL2Distance", List.of("y", "truth"), "distance");
        model.op("AveragedLoss", "distance", "loss");
        model.addGradientOperators("loss");
        model.validate();
        Optimizers.sgd(0.1).build(model);
        return model;
    }

    private void feed(float x) {
        workspace.feedBlob("x", NDArray.of(Shape.of(1, 1), x));
        workspace.feedBlob("truth", NDArray.of(Shape.of(1, 1), Math.abs(x)));
        workspace.feedBlob("positive", NDArray.of(Shape.SCALAR, x > 0 ? 1 : 0).cast(DType.BOOL));
    }

    @Test
    void layersInBranchesAreLearnt() {
        ModelHelper model = absolute();
        assertThat(model.params()).containsExactly("right_w", "right_b", "left_w", "left_b");
        workspace.runNetOnce(model.paramInitNet());
        feed(1);
        workspace.createNet(model);
        for (int step = 0; step < 400; step++) {
            feed((step % 8 - 3.5f) / 3);
            workspace.runNet(model.net().name());
        }
        assertThat(workspace.plans(model.net().name())).hasSize(1);
        assertThat(workspace.fetchBlob("right_w").item()).isCloseTo(1, within(0.05));
        assertThat(workspace.fetchBlob("left_w").item()).isCloseTo(-1, within(0.05));
    }

    @Test
    void aBranchThatDoesNotRunLearnsNothing() {
        ModelHelper model = absolute();
        workspace.runNetOnce(model.paramInitNet());
        feed(1);
        NDArray before = workspace.fetchBlob("left_w");
        NDArray other = workspace.fetchBlob("right_w");
        workspace.runNetOnce(model.net());
        assertThat(workspace.fetchBlob("left_w")).isEqualTo(before);
        assertThat(workspace.fetchBlob("right_w")).isNotEqualTo(other);
    }

    @Test
    void theTypeOfWhatAChoiceGivesIsKnown() {
        assertThat(absolute().type("y")).isEqualTo(ArrayType.float32(1, 1));
    }

    @Test
    void aLoopRunsALayerAgainAndAgain() {
        ModelHelper model = new ModelHelper("loop");
        model.input("x", Shape.of(1, 2));
        model.op("Copy", "x", "h");
        model.net().constant("i", NDArray.scalar(0f));
        model.net().constant("one", NDArray.scalar(1f));
        model.net().constant("three", NDArray.scalar(3f));
        ControlFlow.loop(
                model,
                condition -> condition.op("LT", List.of("i", "three"), "goes_on"),
                body -> {
                    Brew.fc(body, "h", "next", 2, Option.weightInit(Initializer.constant(1)));
                    body.op("Copy", "next", "h");
                    body.op("Add", List.of("i", "one"), "i");
                });
        model.op("SumElements", "h", "loss");
        model.addGradientOperators("loss");
        workspace.runNetOnce(model.paramInitNet());
        workspace.feedBlob("x", NDArray.of(Shape.of(1, 2), 1f, 2f));
        workspace.runNetOnce(model.net());
        assertThat(workspace.fetchBlob("h").toDoubles()).containsExactly(12, 12);
        // d sum(W W W x) / dW, with W = 1: each of the three factors gives its part.
        NDArray gradient = workspace.fetchBlob(model.paramToGrad().get("next_w"));
        double step = 1e-2;
        NDArray w = workspace.fetchBlob("next_w");
        double[] sides = new double[2];
        for (int side = 0; side < 2; side++) {
            NDArray moved = w.copy();
            moved.set(1, w.get(1) + (side == 0 ? -step : step));
            workspace.feedBlob("next_w", moved);
            workspace.runNetOnce(model.net());
            sides[side] = workspace.fetchBlob("loss").item();
        }
        assertThat(gradient.get(1)).isCloseTo((sides[1] - sides[0]) / (2 * step), within(1e-2));
    }
}
