package org.duograph.session.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class ClipTest {
    private final Graph g = new Graph();
    private final Tensor x = g.constant(new float[] {3, -4});

    private static NDArray pair(float a, float b) {
        return NDArray.of(Shape.of(2), a, b);
    }

    @Test
    void elementsStayBetweenBounds() {
        try (Session s = new Session(g)) {
            assertThat(s.run(Clip.byValue(x, -1, g.constant(2f)))).isEqualTo(pair(2, -1));
        }
    }

    @Test
    void aVectorIsShortenedIfItIsTooLong() {
        Tensor zero = g.constant(new float[2]);
        Tensor slope = g.gradients(Clip.byNorm(zero, 2), List.of(zero)).get(0);
        try (Session s = new Session(g)) {
            NDArray shorter = s.run(Clip.byNorm(x, 2));
            assertThat(shorter.get(0)).isCloseTo(1.2, within(1e-6));
            assertThat(shorter.get(1)).isCloseTo(-1.6, within(1e-6));
            assertThat(s.run(Clip.byNorm(x, 10))).isEqualTo(pair(3, -4));
            assertThat(s.run(Clip.byNorm(zero, 2))).isEqualTo(pair(0, 0));
            assertThat(s.run(slope)).isEqualTo(pair(1, 1));
        }
    }

    @Test
    void allGradientsAreShortenedByTheSameFactor() {
        Tensor y = g.constant(12f);
        Variable w = g.variable("w", 1f);
        List<GradientOf> gradients =
                List.of(new GradientOf(x, w), new GradientOf(null, w), new GradientOf(y, w));
        List<GradientOf> clipped = Clip.gradientsByGlobalNorm(gradients, 6.5);
        assertThat(clipped.get(1)).isEqualTo(gradients.get(1));
        Tensor endless = g.constant(Float.POSITIVE_INFINITY);
        try (Session s = new Session(g)) {
            assertThat(s.run(Clip.globalNorm(Arrays.asList(x, null, y))).item()).isEqualTo(13);
            assertThat(s.run(clipped.get(0).gradient())).isEqualTo(pair(1.5f, -2));
            assertThat(s.run(clipped.get(2).gradient()).item()).isEqualTo(6);
            assertThat(s.run(Clip.byGlobalNorm(List.of(x), 10).get(0))).isEqualTo(pair(3, -4));
            assertThat(s.run(Clip.byGlobalNorm(List.of(x, endless), 10).get(0)).get(0)).isNaN();
        }
        assertThatThrownBy(() -> Clip.globalNorm(Collections.singletonList(null)))
                .hasMessageContaining("there are no tensors");
    }
}
