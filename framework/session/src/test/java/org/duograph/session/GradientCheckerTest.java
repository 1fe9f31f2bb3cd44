package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class GradientCheckerTest {
    private final Graph g = new Graph();

    @Test
    void aNetsGradientsAreRightForWhatIsFedAndForVariables() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            Tensor x = g.placeholder("x", dtype, -1, 3);
            Tensor w = g.variable("w", dtype, Initializers.glorotUniform(), 3, 2).read();
            Tensor loss = x.matmul(w).tanh().square().mean();
            GradientChecker checker = new GradientChecker(loss, List.of(x, w));
            try (Session session = new Session(g)) {
                session.initialize();
                NDArray at = NDArray.of(Shape.of(2, 3), 0.5, -1, 2, 0.1, 0.3, -0.7).cast(dtype);
                double error = checker.error(session.feed(x, at));
                assertThat(error).isPositive().isLessThan(dtype == DType.FLOAT64 ? 1e-8 : 2e-3);
            }
        }
    }

    @Test
    void aWrongGradientHasALargeError() {
        Tensor x = g.placeholder("x", DType.FLOAT32, 2);
        Tensor y = x.times(x.stopGradient());
        try (Session session = new Session(g)) {
            double error =
                    new GradientChecker(y, List.of(x)).error(session.feed(x, new float[] {3, 4}));
            assertThat(error).as("half of the slope at 4 is missing").isBetween(3.9, 4.1);
        }
    }

    @Test
    void whatTheResultDoesNotDependOnIsNamed() {
        Tensor x = g.placeholder("x", DType.FLOAT32, 2);
        Tensor other = g.placeholder("other", DType.FLOAT32, 2);
        assertThatThrownBy(() -> new GradientChecker(x.square(), List.of(x, other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not depend on")
                .hasMessageContaining("other");
    }
}
