package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;

class CharactersTest {
    private static final int TIMES = 20_000;

    /** How often each of three numbers is drawn, of scores that are logarithms of 1, 2 and 5. */
    private static double[] shares(double temperature) {
        NDArray scores = NDArray.vector(0, (float) Math.log(2), (float) Math.log(5));
        Random random = new Random(3);
        double[] shares = new double[3];
        for (int i = 0; i < TIMES; i++) {
            shares[Characters.draw(scores, temperature, random)] += 1.0 / TIMES;
        }
        return shares;
    }

    @Test
    void aCharacterIsDrawnAsOftenAsItsScoreSays() {
        assertThat(shares(1))
                .containsExactly(new double[] {1 / 8.0, 2 / 8.0, 5 / 8.0}, within(0.01));
    }

    @Test
    void aTemperatureOfAHalfSquaresTheChances() {
        assertThat(shares(0.5))
                .containsExactly(new double[] {1 / 30.0, 4 / 30.0, 25 / 30.0}, within(0.01));
    }

    @Test
    void nearZeroItIsAlwaysTheLikeliest() {
        assertThat(shares(1e-3)).containsExactly(new double[] {0, 0, 1}, within(1e-6));
    }

    @Test
    void hugeScoresDoNotOverflow() {
        NDArray scores = NDArray.vector(1e30f, 3e30f, 2e30f);
        assertThat(Characters.draw(scores, 0.01, new Random(1))).isEqualTo(1);
    }
}
