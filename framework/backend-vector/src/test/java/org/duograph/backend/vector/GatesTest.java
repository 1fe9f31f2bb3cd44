package org.duograph.backend.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.duograph.ops.activation.Sigmoid;
import org.junit.jupiter.api.Test;

/** The curves of gates are those of the definitions, up to rounding. */
class GatesTest {
    @Test
    void theTangentIsOffByAFewUnitsInTheLastPlace() {
        for (float x = -20; x <= 20; x += 0.001f) {
            double expected = Math.tanh(x);
            assertThat((double) Gates.tanh(x))
                    .as("tanh(%s)", x)
                    .isCloseTo(expected, within(5e-7 * Math.abs(expected) + 1e-30));
        }
    }

    @Test
    void theLogisticFunctionIsThatOfTheTangent() {
        float[] z = {-100, -3, -0.5f, 0, 1e-40f, 2, 30};
        float[] given = z.clone();
        Gates.sigmoid(z, 1, 5);
        assertThat(z[0]).isEqualTo(-100);
        assertThat(z[6]).isEqualTo(30);
        for (int i = 1; i < 6; i++) {
            assertThat((double) z[i]).isCloseTo(Sigmoid.of(given[i]), within(2e-7));
        }
    }

    @Test
    void whatIsNotFiniteStaysInItsPlace() {
        float[] z = {Float.POSITIVE_INFINITY, Float.NaN, Float.NEGATIVE_INFINITY};
        Gates.tanh(z, 0, 3);
        assertThat(z[0]).isCloseTo(1, within(1e-6f));
        assertThat(z[1]).isNaN();
        assertThat(z[2]).isCloseTo(-1, within(1e-6f));
    }
}
