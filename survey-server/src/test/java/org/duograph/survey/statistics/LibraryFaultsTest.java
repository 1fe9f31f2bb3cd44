package org.duograph.survey.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.BinomialTest;
import org.apache.commons.statistics.inference.PValueMethod;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Why the exact tests are written here: where Commons Statistics 1.2 is wrong. When this fails, the
 * library has been repaired, and ours may go.
 */
class LibraryFaultsTest {

    @ParameterizedTest
    @CsvSource({"2, 3, 0.625, 1", "3, 13, 0.0574, 0.0923", "5, 19, 0.0414, 0.0636"})
    void itsBinomialTestTellsEqualProbabilitiesApart(int k, int n, double theirs, double truth) {
        double library =
                BinomialTest.withDefaults()
                        .with(AlternativeHypothesis.TWO_SIDED)
                        .test(n, k, 0.5)
                        .getPValue();

        assertThat(library).isCloseTo(theirs, within(5e-5));
        assertThat(SignTest.p(k, n - k)).isCloseTo(truth, within(5e-5));
    }

    @Test
    void itsExactWilcoxonTestIsNotExactWithTies() {
        double[] differences = {1, 1, 1, 0, 0, 1, 1, 0};
        double library =
                WilcoxonSignedRankTest.withDefaults()
                        .with(PValueMethod.EXACT)
                        .test(differences)
                        .getPValue();

        // Five equal differences have one sign: two of 32 equally likely cases, 0.0625.
        assertThat(library).isCloseTo(0.03, within(0.005));
        assertThat(SignedRankTest.of(differences).p()).isEqualTo(0.0625);
    }
}
