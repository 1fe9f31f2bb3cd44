package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceCall;
import org.duograph.ops.loss.LabelCrossEntropy;
import org.duograph.ops.loss.SoftmaxWithLoss;
import org.duograph.ops.loss.SpatialSoftmaxWithLoss;
import org.duograph.ops.metric.Accuracy;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Checks that losses say what is wrong with the labels they are given. */
class LossErrorsTest {
    private static final NDArray SCORES = NDArray.of(Shape.of(2, 2), 0.25f, 0.75f, 0.5f, 0.5f);

    private static void run(OpDef op, Map<String, ?> attrs, NDArray... inputs) {
        ReferenceCall.run(op, attrs, List.of(inputs));
    }

    @Test
    void labelsOfTheWrongTypeAskForACast() {
        NDArray label = NDArray.of(Shape.of(2), 0, 1).cast(DType.INT16);
        assertThatThrownBy(() -> run(LabelCrossEntropy.OP, Map.of(), SCORES, label))
                .hasMessage("label must be int32 or int64, found int16 2; convert it with Cast");
    }

    @Test
    void labelsMustBeAsManyAsRows() {
        NDArray label = NDArray.of(Shape.of(3), 0, 1, 0);
        assertThatThrownBy(() -> run(SoftmaxWithLoss.OP, Map.of(), SCORES, label))
                .hasMessage("label must hold one number for each of 2 rows, found int32 3");
    }

    @Test
    void labelsBeyondTheClassesAreNamed() {
        NDArray label = NDArray.of(Shape.of(2), 0, 2);
        assertThatThrownBy(() -> run(Accuracy.OP, Map.of(), SCORES, label))
                .hasMessage("Labels must be from 0 to 1, found 2 in row 1");
    }

    @Test
    void pixelsWithoutALabelHaveMinusOneAndNothingElse() {
        NDArray x = NDArray.of(Shape.of(1, 2, 1, 1), 1f, 2f);
        NDArray label = NDArray.of(Shape.of(1, 1, 1), -2);
        assertThatThrownBy(() -> run(SpatialSoftmaxWithLoss.OP, Map.of(), x, label))
                .hasMessage("Labels must be from -1 to 1, found -2 at pixel 0");
    }

    @Test
    void aFactorOfTheLossIsNotNegative() {
        NDArray label = NDArray.of(Shape.of(2), 0, 1);
        assertThatThrownBy(() -> run(SoftmaxWithLoss.OP, Map.of("scale", -1), SCORES, label))
                .hasMessageContaining("scale must not be negative");
    }

    @Test
    void noScoreIsAmongTheBestNone() {
        NDArray label = NDArray.of(Shape.of(2), 0, 1);
        assertThatThrownBy(() -> run(Accuracy.OP, Map.of("top_k", 0), SCORES, label))
                .hasMessageContaining("top_k must be 1 or more, found 0");
    }

    @Test
    void wantedProbabilitiesMustSumToOne() {
        NDArray wanted = NDArray.of(Shape.of(2, 2), 0.5f, 0.5f, 0.5f, 0.25f);
        assertThatThrownBy(() -> run(SoftmaxWithLoss.OP, Map.of("label_prob", 1), SCORES, wanted))
                .hasMessageContaining("row 1 of label must sum to 1, found 0.75");
    }
}
