package org.duograph.experiments.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

    private static final Spread FIVE = new Spread(List.of(2.0, 4.0, 4.0, 5.0, 10.0));

    @Test
    void meanDeviationAndMedianAreThoseOfTheTextbook() {
        assertThat(FIVE.mean()).isEqualTo(5);
        // squares of the differences: 9 + 1 + 1 + 0 + 25 = 36, over 5 - 1
        assertThat(FIVE.deviation()).isEqualTo(3);
        assertThat(FIVE.median()).isEqualTo(4);
        assertThat(new Spread(List.of(3.0, 1.0)).median()).isEqualTo(2);
    }

    @Test
    void oneMeasurementHasNoDeviation() {
        assertThat(new Spread(List.of(7.0)).deviation()).isZero();
    }

    @Test
    void aRatioIsOneOfMediansAndLiesInItsInterval() {
        Ratio ratio = FIVE.over(new Spread(List.of(8.0, 8.0, 9.0)));

        assertThat(ratio.value()).isEqualTo(0.5);
        assertThat(ratio.low()).isLessThan(0.5).isGreaterThanOrEqualTo(2.0 / 9);
        assertThat(ratio.high()).isGreaterThan(0.5).isLessThanOrEqualTo(10.0 / 8);
    }

    @Test
    void theSameMeasurementsGiveTheSameInterval() {
        Spread other = new Spread(List.of(1.0, 2.0, 3.0));

        assertThat(FIVE.over(other)).isEqualTo(FIVE.over(other));
    }

    @Test
    void measurementsWithoutSpreadGiveARatioWithoutSpread() {
        Ratio ratio = new Spread(List.of(1.0, 1.0)).over(new Spread(List.of(4.0)));

        assertThat(ratio).isEqualTo(new Ratio(0.25, 0.25, 0.25));
        assertThat(ratio).hasToString("0.25");
    }

    @Test
    void numbersHaveTheDigitsThatMeanSomething() {
        assertThat(Digits.of(89.43)).isEqualTo("89.4");
        assertThat(Digits.of(0.40661)).isEqualTo("0.407");
        assertThat(Digits.of(12345.6)).isEqualTo("12,346");
        assertThat(Digits.of(0)).isEqualTo("0");
        assertThat(Digits.of(new Spread(List.of(10.0, 10.2, 10.4)))).isEqualTo("10.20 ± 0.20");
        assertThat(Digits.of(new Spread(List.of(1000.0, 1300.0)))).isEqualTo("1,150 ± 212");
        assertThat(Digits.of(new Spread(List.of(5.0, 5.0)))).isEqualTo("5.00 ± 0");
        assertThat(Digits.ratio(0.6231)).isEqualTo("0.62");
        assertThat(Digits.ratio(0.0184)).isEqualTo("0.018");
        assertThat(Digits.ratio(0.000253)).isEqualTo("0.00025");
    }

    @Test
    void ratesAreTheInverseOfTimes() {
        assertThat(new Spread(List.of(2.0, 4.0)).per(64).samples()).containsExactly(32.0, 16.0);
        assertThat(FIVE.times(2).mean()).isEqualTo(10, within(1e-12));
    }
}
