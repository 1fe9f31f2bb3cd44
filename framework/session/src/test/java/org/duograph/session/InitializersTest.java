package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.duograph.session.Initializers.Fan;
import org.duograph.session.Initializers.Law;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;

class InitializersTest {
    /** The mean, the standard deviation and the largest size of what a filter begins with. */
    private static double[] facts(Initializer initializer) {
        Graph g = new Graph();
        g.setRandomSeed(3);
        Variable w = g.variable("w", initializer, 3, 3, 20, 50); // fan in 180, out 450
        try (Session s = new Session(g)) {
            s.initialize();
            NDArray numbers = s.value(w);
            double sum = 0;
            double squares = 0;
            double largest = 0;
            for (int i = 0; i < numbers.size(); i++) {
                sum += numbers.get(i);
                squares += numbers.get(i) * numbers.get(i);
                largest = Math.max(largest, Math.abs(numbers.get(i)));
            }
            double mean = sum / numbers.size();
            return new double[] {mean, Math.sqrt(squares / numbers.size() - mean * mean), largest};
        }
    }

    @Test
    void aTruncatedNormalDistributionEndsAtTwoDeviations() {
        double[] facts = facts(Initializers.truncatedNormal(0, 0.5));
        assertThat(facts[1]).isCloseTo(0.5 * 0.8796, within(0.01));
        assertThat(facts[2]).isBetween(0.95, 1.0);
        assertThat(facts(Initializers.truncatedNormal(2, 0.5))[0]).isCloseTo(2, within(0.02));
    }

    @Test
    void variancesFollowTheFans() {
        requireDeviation(Initializers.heNormal(), Math.sqrt(2.0 / 180));
        requireDeviation(Initializers.heUniform(), Math.sqrt(2.0 / 180));
        requireDeviation(Initializers.glorotNormal(), Math.sqrt(2.0 / 630));
        requireDeviation(Initializers.glorotUniform(), Math.sqrt(2.0 / 630));
        requireDeviation(
                Initializers.varianceScaling(3, Fan.OUT, Law.NORMAL), Math.sqrt(3.0 / 450));
        assertThat(facts(Initializers.glorotUniform())[2])
                .isBetween(0.99 * Math.sqrt(6.0 / 630), Math.sqrt(6.0 / 630));
        assertThatThrownBy(() -> Initializers.varianceScaling(0, Fan.IN, Law.UNIFORM))
                .hasMessageContaining("scale must be positive");
    }

    private static void requireDeviation(Initializer initializer, double expected) {
        double[] facts = facts(initializer);
        assertThat(facts[0]).isCloseTo(0, within(expected / 20));
        assertThat(facts[1]).isCloseTo(expected, within(expected / 50));
    }
}
