package org.duograph.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleSupplier;
import org.duograph.tensor.NDArray;

/** What a loss changes by when single numbers change, to hold gradients against. */
final class CentralDifferences {
    private static final double STEP = 1e-5;
    private static final double TOLERANCE = 1e-6;

    private CentralDifferences() {}

    /**
     * Fails unless a gradient agrees with central differences.
     *
     * @param slope what the gradient is, for messages: {@code d loss / d w}
     * @param x float64 numbers on which the loss depends; they are as before afterwards
     * @param gradient of x
     * @param loss computes the loss at x as it is then
     * @throws AssertionError that names the element that differs
     */
    static void check(String slope, NDArray x, NDArray gradient, DoubleSupplier loss) {
        assertThat(gradient.type()).as("type of %s", slope).isEqualTo(x.type());
        for (int e = 0; e < x.size(); e++) {
            double before = x.get(e);
            x.set(e, before + STEP);
            double above = loss.getAsDouble();
            x.set(e, before - STEP);
            double below = loss.getAsDouble();
            x.set(e, before);
            double expected = (above - below) / (2 * STEP);
            assertThat(Math.abs(gradient.get(e) - expected))
                    .as(
                            "%s[%d] is %s, central differences say %s",
                            slope, e, gradient.get(e), expected)
                    .isLessThan(TOLERANCE * Math.max(1, Math.abs(expected)));
        }
    }
}
