package org.duograph.survey.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.duograph.survey.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fast methods against slow ones that follow the definition, and what must hold for any data. */
class StatisticsPropertiesTest {

    @Test
    void signTestCountsCoins() {
        Draw.times(
                1000,
                draw -> {
                    int plus = draw.between(0, 200);
                    int minus = draw.between(0, 200);
                    int n = plus + minus;
                    BigInteger ways = BigInteger.ONE;
                    BigInteger tail = BigInteger.ZERO;
                    for (int i = 0; i <= Math.min(plus, minus); i++) {
                        tail = tail.add(ways);
                        ways =
                                ways.multiply(BigInteger.valueOf(n - i))
                                        .divide(BigInteger.valueOf(i + 1));
                    }
                    double p =
                            new BigDecimal(tail.shiftLeft(1))
                                    .divide(
                                            new BigDecimal(BigInteger.TWO.pow(n)),
                                            MathContext.DECIMAL64)
                                    .min(BigDecimal.ONE)
                                    .doubleValue();

                    assertThat(SignTest.p(plus, minus)).isCloseTo(p, within(p * 1e-11));
                });
    }

    @Test
    void signedRankTestCountsAllSigns() {
        Draw.times(
                1000,
                draw -> {
                    double[] d = whole(draw, 1, 10, -4, 4);
                    double[] nonZero = Arrays.stream(d).filter(x -> x != 0).toArray();
                    double[] ranks = midRanks(Arrays.stream(nonZero).map(Math::abs).toArray());
                    double observed = sumWhere(ranks, i -> nonZero[i] > 0);
                    int cases = 1 << nonZero.length;
                    int low = 0;
                    int high = 0;
                    for (int signs = 0; signs < cases; signs++) {
                        int these = signs;
                        double sum = sumWhere(ranks, i -> (these >> i & 1) == 1);
                        low += sum <= observed ? 1 : 0;
                        high += sum >= observed ? 1 : 0;
                    }

                    SignedRankTest test = SignedRankTest.of(d);

                    assertThat(test.plus()).isEqualTo(observed);
                    assertThat(test.p())
                            .isCloseTo(
                                    Math.min(1, 2.0 * Math.min(low, high) / cases), within(1e-12));
                });
    }

    @Test
    void rankSumTestCountsAllChoices() {
        Draw.times(
                1000,
                draw -> {
                    double[] x = whole(draw, 1, 5, 0, 6);
                    double[] y = whole(draw, 1, 5, 0, 6);
                    double[] all =
                            DoubleStream.concat(Arrays.stream(x), Arrays.stream(y)).toArray();
                    double[] ranks = midRanks(all);
                    double observed = sumWhere(ranks, i -> i < x.length);
                    int cases = 0;
                    int low = 0;
                    int high = 0;
                    for (int choice = 0; choice < 1 << all.length; choice++) {
                        if (Integer.bitCount(choice) == x.length) {
                            int these = choice;
                            double sum = sumWhere(ranks, i -> (these >> i & 1) == 1);
                            cases++;
                            low += sum <= observed ? 1 : 0;
                            high += sum >= observed ? 1 : 0;
                        }
                    }

                    assertThat(RankSumTest.of(x, y).p())
                            .isCloseTo(
                                    Math.min(1, 2.0 * Math.min(low, high) / cases), within(1e-12));
                });
    }

    @Test
    void hodgesLehmannIsTheMedianOfAllPairMeans() {
        Draw.times(
                1000,
                draw -> {
                    double[] d = real(draw, 1, 40, -9, 9);
                    double[] means =
                            IntStream.range(0, d.length)
                                    .boxed()
                                    .flatMap(
                                            i ->
                                                    IntStream.rangeClosed(0, i)
                                                            .mapToObj(j -> (d[i] + d[j]) / 2))
                                    .mapToDouble(x -> x)
                                    .toArray();

                    HodgesLehmann typical = HodgesLehmann.of(d);

                    assertThat(typical.estimate())
                            .isCloseTo(Sample.of(means).median(), within(1e-12));
                    assertThat(typical.interval().contains(typical.estimate())).isTrue();
                });
    }

    @Test
    void signedRankIntervalAndTestAgree() {
        Draw.times(
                1000,
                draw -> {
                    double[] d = apart(draw, draw.between(6, 30));
                    Interval interval = HodgesLehmann.of(d).interval();
                    // Without ties in size, zero is outside the interval exactly when the test
                    // rejects it.
                    assertThat(!interval.contains(0)).isEqualTo(SignedRankTest.of(d).p() <= 0.05);
                });
    }

    @Test
    void intervalsOfSharesHoldTheShare() {
        for (int n = 1; n <= 3000; n++) {
            for (int k : new int[] {0, 1, n / 3, n / 2, n}) {
                Share share = new Share(Math.min(k, n), n);
                assertThat(share.wilson().contains(share.fraction())).isTrue();
                assertThat(share.clopperPearson().contains(share.fraction())).isTrue();
            }
        }
    }

    @Test
    void swappingTheSidesTurnsTheEffectAround() {
        Draw.times(
                1000,
                draw -> {
                    double[] x = whole(draw, 1, 30, 0, 5);
                    double[] y = whole(draw, 1, 30, 0, 5);
                    assertThat(EffectSize.cliffsDelta(x, y))
                            .isEqualTo(-EffectSize.cliffsDelta(y, x), within(1e-12));
                    assertThat(RankSumTest.of(x, y).p())
                            .isCloseTo(RankSumTest.of(y, x).p(), within(1e-12));
                });
    }

    @Test
    void holmNeverLowersAndKeepsTheOrder() {
        Draw.times(
                1000,
                draw -> {
                    double[] p = real(draw, 1, 9, 0, 1);
                    double[] adjusted = Holm.adjust(p);

                    for (int i = 0; i < p.length; i++) {
                        assertThat(adjusted[i]).isBetween(p[i], 1.0);
                        for (int j = 0; j < p.length; j++) {
                            assertThat(p[i] < p[j] && adjusted[i] > adjusted[j]).isFalse();
                        }
                    }
                });
    }

    @Test
    void theMedianLiesInItsInterval() {
        Draw.times(
                1000,
                draw -> {
                    double[] values = whole(draw, 1, 60, 0, 50);
                    Sample sample = Sample.of(values);

                    assertThat(sample.medianInterval().contains(sample.median())).isTrue();
                    assertThat(values.length < 6 || sample.medianInterval().level() >= 0.95)
                            .isTrue();
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void manyAnswersAreTestedWithoutDelayAndAlike(int step) {
        double[] few = IntStream.range(-200, 300).mapToDouble(i -> i * step % 97 + 1.5).toArray();
        double[] many = IntStream.range(-200, 301).mapToDouble(i -> i * step % 97 + 1.5).toArray();

        SignedRankTest exact = SignedRankTest.of(few);
        SignedRankTest approximate = SignedRankTest.of(many);

        assertThat(exact.exact()).isTrue();
        assertThat(approximate.exact()).isFalse();
        assertThat(approximate.p()).isCloseTo(exact.p(), within(0.05));
    }

    private static double[] whole(Draw draw, int minSize, int maxSize, int min, int max) {
        return array(draw.list(minSize, maxSize, () -> (double) draw.between(min, max)));
    }

    private static double[] real(Draw draw, int minSize, int maxSize, double min, double max) {
        return array(draw.list(minSize, maxSize, () -> draw.real(min, max)));
    }

    /** Numbers from -9 to 9 of which none is 0 and no two have the same size. */
    private static double[] apart(Draw draw, int count) {
        Map<Double, Double> bySize = new LinkedHashMap<>();
        while (bySize.size() < count) {
            double number = draw.real(-9, 9);
            if (number != 0) bySize.putIfAbsent(Math.abs(number), number);
        }
        return array(List.copyOf(bySize.values()));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(x -> x).toArray();
    }

    private static double[] midRanks(double[] values) {
        return Arrays.stream(values)
                .map(
                        v ->
                                (2 * Arrays.stream(values).filter(o -> o < v).count()
                                                + Arrays.stream(values).filter(o -> o == v).count()
                                                + 1)
                                        / 2.0)
                .toArray();
    }

    private static double sumWhere(double[] ranks, IntPredicate chosen) {
        return IntStream.range(0, ranks.length).filter(chosen).mapToDouble(i -> ranks[i]).sum();
    }
}
