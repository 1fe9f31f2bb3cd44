package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class LossesTest {
    private final Graph g = new Graph();
    private final Losses losses = g.losses();

    private void requireLoss(Tensor loss, double expected) {
        assertThat(losses.all()).contains(loss);
        assertThat(loss.shape()).hasToString("()");
        try (Session s = new Session(g)) {
            assertThat(s.run(loss).item()).isCloseTo(expected, within(1e-5));
        }
    }

    private Tensor floats(float... numbers) {
        return g.constant(numbers);
    }

    @Test
    void lossesOfElementsAreMeans() {
        Tensor labels = g.constant(new int[] {1, 2});
        Tensor y = floats(1.5f, 5);
        requireLoss(losses.absoluteDifference(labels, y), (0.5 + 3) / 2);
        requireLoss(losses.meanSquaredError(labels, y), (0.25 + 9) / 2);
        requireLoss(losses.huber(labels, y), (0.125 + 2.5) / 2);
        requireLoss(losses.huber(labels, y, 2), (0.125 + 2 + 2) / 2);
        Tensor truths = floats(1, 0);
        requireLoss(losses.log(truths, floats(0.5f, 0.2f)), -(Math.log(0.5) + Math.log(0.8)) / 2);
        requireLoss(losses.hinge(truths, floats(0.25f, -3)), 0.75 / 2);
        assertThat(losses.all().get(0).name()).startsWith("absolute_difference/");
    }

    @Test
    void crossEntropiesAreMeansOverRows() {
        Tensor scores = g.constant(NDArray.of(Shape.of(2, 2), 0f, 0, 0, (float) Math.log(3)));
        double expected = -(Math.log(0.5) + Math.log(0.25)) / 2;
        requireLoss(
                losses.sparseSoftmaxCrossEntropy(g.constant(new int[] {1, 0}), scores), expected);
        Tensor hot = g.constant(NDArray.of(Shape.of(2, 2), 0, 1, 1, 0));
        requireLoss(losses.softmaxCrossEntropy(hot, scores), expected);
        Tensor log3 = floats((float) Math.log(3), -1000);
        requireLoss(losses.sigmoidCrossEntropy(floats(0, 0), log3), Math.log(4) / 2);
        Tensor zero = g.constant(0f);
        Tensor slope = g.gradients(losses.sigmoidCrossEntropy(zero, zero), List.of(zero)).get(0);
        try (Session s = new Session(g)) {
            assertThat(s.run(slope).item()).isEqualTo(0.5);
        }
    }

    @Test
    void weightsOfZeroDoNotCount() {
        Tensor labels = floats(0, 0, 0);
        Tensor y = floats(1, 2, 4);
        Losses some = losses.weighted(floats(2, 0, 1));
        requireLoss(some.absoluteDifference(labels, y), (2 + 4) / 2.0);
        requireLoss(losses.weighted(3).absoluteDifference(labels, y), 7);
        requireLoss(losses.weighted(0).absoluteDifference(labels, y), 0);
        Tensor matrix = g.constant(NDArray.of(Shape.of(1, 3), 1f, 1, 1));
        assertThatThrownBy(() -> losses.weighted(matrix).absoluteDifference(labels, y))
                .hasMessageContaining("weights can not be broadcast to values")
                .hasMessageContaining("LossesTest.java");
    }

    @Test
    void allLossesAndPenaltiesAreAddedUp() {
        assertThatThrownBy(losses::total).hasMessageContaining("There are no losses");
        losses.add(g.constant(2f));
        losses.absoluteDifference(floats(0), floats(3));
        Tensor w = floats(1, -2);
        g.addToCollection(Losses.REGULARIZATION_LOSSES, Losses.l2(2).apply(w));
        g.addToCollection(Losses.REGULARIZATION_LOSSES, Losses.l1(2).apply(w));
        assertThat(losses.regularization()).hasSize(2);
        try (Session s = new Session(g)) {
            assertThat(s.run(losses.total()).item()).isEqualTo(2 + 3 + 5 + 6);
        }
    }

    @Test
    void labelsOfAnotherShapeAreRefusedWhereTheyStandInTheProgram() {
        Tensor labels = g.placeholder("labels", DType.FLOAT32, -1);
        Tensor y = g.placeholder("y", DType.FLOAT32, -1, 1);
        assertThatThrownBy(() -> losses.meanSquaredError(labels, y))
                .hasMessageContaining("Shapes (?,) and (?, 1) are incompatible")
                .hasMessageContaining("LossesTest.java");
    }
}
