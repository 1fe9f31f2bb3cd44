package org.duograph.survey.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that R 4.2.2 gives, or full enumeration where R has no exact method. */
class ReferenceValuesTest {

    private static final Offset<Double> CLOSE = within(1e-9);

    /** Eight made-up respondents: minutes on their own computer, and scores of documentation. */
    private static final double[] MINUTES_A = {5, 10, 12, 15, 18, 19, 35, 60};

    private static final double[] MINUTES_B = {60, 45, 90, 120, 240, 75, 180, 300};
    private static final double[] REMOTE_A = {8, 12, 10, 20, 25, 15, 45, 30};
    private static final double[] REMOTE_B = {90, 60, 120, 60, 200, 45, 150, 240};
    private static final double[] SCORE_A = {5, 4, 4, 3, 4, 4, 5, 3};
    private static final double[] SCORE_B = {4, 3, 3, 3, 4, 3, 4, 3};

    @ParameterizedTest
    @CsvSource({
        "6, 8, 0.2890625, 0.349144205587176, 0.968145973750056, 0.409275430310169, 0.928520787247891",
        "7, 8, 0.0703125, 0.473490329124793, 0.996840276468748, 0.529111817787146, 0.977582508549943",
        "8, 8, 0.0078125, 0.630583352447181, 1, 0.67559243511612, 1",
        "0, 8, 0.0078125, 0, 0.369416647552819, 0, 0.32440756488388",
        "4, 8, 1, 0.157012770487058, 0.842987229512942, 0.215216062213878, 0.784783937786122",
        "2, 8, 0.2890625, 0.0318540262499442, 0.650855794412824, 0.071479212752109, 0.590724569689831",
    })
    void sharesOfEight(
            int k, int n, double p, double cpLow, double cpHigh, double low, double high) {
        Share share = new Share(k, n);

        assertThat(SignTest.p(k, n - k)).isCloseTo(p, CLOSE);
        isInterval(share.clopperPearson(), cpLow, cpHigh);
        isInterval(share.wilson(), low, high);
    }

    @ParameterizedTest
    @CsvSource({
        "81, 263, 0.255288519878, 0.366209576983, 0.252736745585, 0.367621922601",
        "15, 148, 0.062386399531, 0.160487241723, 0.057844010083, 0.161650490349",
        "0, 20, 0, 0.161125158053, 0, 0.168433470983",
        "1, 29, 0.006113214293, 0.171755218793, 0.000872646884, 0.177644295489",
    })
    void sharesOfTheLiterature(int k, int n, double low, double high, double cpLow, double cpHigh) {
        isInterval(new Share(k, n).wilson(), low, high);
        isInterval(new Share(k, n).clopperPearson(), cpLow, cpHigh);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 4, 0.125",
        "0, 5, 0.0625",
        "0, 6, 0.03125",
        "1, 5, 0.21875",
        "2, 6, 0.2890625",
        "1, 7, 0.0703125",
        "0, 8, 0.0078125",
        "86, 150, 3.71593613957e-05",
        "15, 133, 8.28663738684504e-25",
    })
    void signs(int plus, int minus, double p) {
        assertThat(SignTest.p(plus, minus) / p).isCloseTo(1, CLOSE);
    }

    @Test
    void signedRanksOfTheDepressionData() {
        double[] x = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
        double[] y = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};

        SignedRankTest test = SignedRankTest.of(differences(y, x));
        HodgesLehmann typical = HodgesLehmann.of(differences(y, x));

        assertThat(test.plus()).isEqualTo(40);
        assertThat(test.p()).isCloseTo(0.0390625, CLOSE);
        assertThat(typical.estimate()).isCloseTo(0.46, CLOSE);
        isInterval(typical.interval(), 0.010, 0.786);
    }

    @ParameterizedTest
    @CsvSource({
        "1 1 1 0 0 1 1 0, 15, 0.0625",
        "1 1 2 -1 3 0 2 1, 25.5, 0.078125",
        "1.2 2.4 1.3 1.3 0.0 1.0 1.8 0.8 4.6 1.4, 45, 0.00390625",
    })
    void signedRanksWithTiesAndZeros(String differences, double plus, double p) {
        double[] d =
                Arrays.stream(differences.split(" ")).mapToDouble(Double::parseDouble).toArray();

        assertThat(SignedRankTest.of(d).plus()).isEqualTo(plus);
        assertThat(SignedRankTest.of(d).p()).isCloseTo(p, CLOSE);
    }

    @Test
    void meansAndMediansOfTheEight() {
        assertThat(Sample.of(MINUTES_A).mean()).isEqualTo(21.75);
        assertThat(Sample.of(MINUTES_B).mean()).isEqualTo(138.75);
        assertThat(Sample.of(REMOTE_A).mean()).isEqualTo(20.625);
        assertThat(Sample.of(REMOTE_B).mean()).isEqualTo(120.625);
        assertThat(Sample.of(MINUTES_A).median()).isEqualTo(16.5);
        assertThat(Sample.of(MINUTES_B).median()).isEqualTo(105);
        assertThat(Sample.of(REMOTE_A).median()).isEqualTo(17.5);
        assertThat(Sample.of(REMOTE_B).median()).isEqualTo(105);
        assertThat(Sample.of(SCORE_A).mean()).isEqualTo(4);
        assertThat(Sample.of(SCORE_B).mean()).isEqualTo(3.375);
        assertThat(Sample.of(SCORE_A).deviation()).isCloseTo(0.755928946018, CLOSE);
        assertThat(Sample.of(SCORE_B).deviation()).isCloseTo(0.517549169507, CLOSE);
    }

    @Test
    void installMinutesOfTheEight() {
        double[] d = differences(MINUTES_A, MINUTES_B);

        assertThat(SignedRankTest.of(d).plus()).isEqualTo(36);
        assertThat(SignedRankTest.of(d).p()).isCloseTo(0.0078125, CLOSE);
        assertThat(SignedRankTest.of(d).rankBiserial()).isEqualTo(1);
        assertThat(HodgesLehmann.of(d).estimate()).isCloseTo(108.25, CLOSE);
        isInterval(HodgesLehmann.of(d).interval(), 55, 192.5);
        assertThat(Sample.of(d).mean()).isEqualTo(117);
        assertThat(EffectSize.cliffsDelta(MINUTES_A, MINUTES_B)).isCloseTo(0.953125, CLOSE);
    }

    @Test
    void ratioOfInstallMinutesOfTheEight() {
        GeometricMean ratio = GeometricRatio.of(MINUTES_A, MINUTES_B);

        assertThat(ratio.value()).isCloseTo(6.76465627693, CLOSE);
        isInterval(ratio.interval(), 4.62342325596, 9.89755253017);
        assertThat(ratio.p()).isCloseTo(6.8095e-06, within(1e-10));
    }

    @Test
    void documentationScoresOfTheEight() {
        Sample d = Sample.of(differences(SCORE_B, SCORE_A));

        assertThat(d.mean()).isEqualTo(0.625);
        isInterval(d.studentInterval(), 0.19231806632, 1.05768193368);
        assertThat(d.studentP()).isCloseTo(0.0112014, within(1e-7));
        assertThat(EffectSize.cohensD(d)).isCloseTo(1.20761472885, CLOSE);
        assertThat(EffectSize.hedgesG(d)).isCloseTo(1.07343531453, CLOSE);
        assertThat(EffectSize.cliffsDelta(SCORE_B, SCORE_A)).isCloseTo(0.46875, CLOSE);
    }

    @Test
    void medianIntervalTellsItsTrueLevel() {
        Interval interval = Sample.of(MINUTES_A).medianInterval();

        isInterval(interval, 5, 60);
        assertThat(interval.level()).isCloseTo(1 - 2 / 256.0, CLOSE);
    }

    @Test
    void meansOfScalesStayInTheScale() {
        isInterval(BoundedMean.interval(Sample.of(SCORE_A), 1, 5), 2.30951581302, 4.73016139566);
        isInterval(BoundedMean.interval(Sample.of(SCORE_B), 1, 5), 2.03967720868, 4.33532279132);
    }

    @Test
    void geometricMeanOfMinutes() {
        GeometricMean mean = GeometricMean.of(MINUTES_A);

        assertThat(mean.value()).isCloseTo(16.8387941867, CLOSE);
        isInterval(mean.interval(), 8.92024813513, 31.78667065843);
    }

    @Test
    void fishersTest() {
        assertThat(FisherTest.p(new Share(6, 8), new Share(3, 8))).isCloseTo(0.314685314685, CLOSE);
    }

    @Test
    void holmsCorrection() {
        assertThat(Holm.adjust(new double[] {0.04, 0.01, 0.03, 0.5}))
                .containsExactly(new double[] {0.09, 0.04, 0.09, 0.5}, within(1e-12));
    }

    private static double[] differences(double[] from, double[] to) {
        return IntStream.range(0, from.length).mapToDouble(i -> to[i] - from[i]).toArray();
    }

    private static void isInterval(Interval interval, double low, double high) {
        assertThat(interval.low()).isCloseTo(low, CLOSE);
        assertThat(interval.high()).isCloseTo(high, CLOSE);
    }
}
