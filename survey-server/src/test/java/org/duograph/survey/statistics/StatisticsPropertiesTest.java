package org.duograph.survey.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Fast methods against slow ones that follow the definition, and what must hold for any data. */
class StatisticsPropertiesTest {

    @Property
    void signTestCountsCoins(
            @ForAll @IntRange(max = 200) int plus, @ForAll @IntRange(max = 200) int minus) {
        int n = plus + minus;
        BigInteger ways = BigInteger.ONE;
        BigInteger tail = BigInteger.ZERO;
        for (int i = 0; i <= Math.min(plus, minus); i++) {
            tail = tail.add(ways);
            ways = ways.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
        }
        double p =
                new BigDecimal(tail.shiftLeft(1))
                        .divide(new BigDecimal(BigInteger.TWO.pow(n)), MathContext.DECIMAL64)
                        .min(BigDecimal.ONE)
                        .doubleValue();

        assertThat(SignTest.p(plus, minus)).isCloseTo(p, within(p * 1e-11));
    }

    @Property
    void signedRankTestCountsAllSigns(
            @ForAll @Size(min = 1, max = 10) List<@IntRange(min = -4, max = 4) Integer> values) {
        double[] d = doubles(values);
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
                .isCloseTo(Math.min(1, 2.0 * Math.min(low, high) / cases), within(1e-12));
    }

    @Property
    void rankSumTestCountsAllChoices(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(max = 6) Integer> x,
            @ForAll @Size(min = 1, max = 5) List<@IntRange(max = 6) Integer> y) {
        double[] all =
                Stream.of(x, y).flatMap(List::stream).mapToDouble(Integer::doubleValue).toArray();
        double[] ranks = midRanks(all);
        double observed = sumWhere(ranks, i -> i < x.size());
        int cases = 0;
        int low = 0;
        int high = 0;
        for (int choice = 0; choice < 1 << all.length; choice++) {
            if (Integer.bitCount(choice) == x.size()) {
                int these = choice;
                double sum = sumWhere(ranks, i -> (these >> i & 1) == 1);
                cases++;
                low += sum <= observed ? 1 : 0;
                high += sum >= observed ? 1 : 0;
            }
        }

        assertThat(RankSumTest.of(doubles(x), doubles(y)).p())
                .isCloseTo(Math.min(1, 2.0 * Math.min(low, high) / cases), within(1e-12));
    }

    @Property
    void hodgesLehmannIsTheMedianOfAllPairMeans(
            @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = -9, max = 9) Double> values) {
        double[] d = values.stream().mapToDouble(x -> x).toArray();
        double[] means =
                IntStream.range(0, d.length)
                        .boxed()
                        .flatMap(i -> IntStream.rangeClosed(0, i).mapToObj(j -> (d[i] + d[j]) / 2))
                        .mapToDouble(x -> x)
                        .toArray();

        HodgesLehmann typical = HodgesLehmann.of(d);

        assertThat(typical.estimate()).isCloseTo(Sample.of(means).median(), within(1e-12));
        assertThat(typical.interval().contains(typical.estimate())).isTrue();
    }

    @Property
    void signedRankIntervalAndTestAgree(
            @ForAll @Size(min = 6, max = 30) List<@DoubleRange(min = -9, max = 9) Double> values) {
        double[] d = values.stream().mapToDouble(x -> x).filter(x -> x != 0).distinct().toArray();
        Interval interval = HodgesLehmann.of(d).interval();
        Assume.that(d.length >= 6 && interval.low() != 0 && interval.high() != 0);
        // Without ties in size, zero is outside the interval exactly when the test rejects it.
        Assume.that(Arrays.stream(d).map(Math::abs).distinct().count() == d.length);

        assertThat(!interval.contains(0)).isEqualTo(SignedRankTest.of(d).p() <= 0.05);
    }

    @Property
    void intervalsOfSharesHoldTheShare(@ForAll @IntRange(min = 1, max = 3000) int n) {
        for (int k : new int[] {0, 1, n / 3, n / 2, n}) {
            Share share = new Share(Math.min(k, n), n);
            assertThat(share.wilson().contains(share.fraction())).isTrue();
            assertThat(share.clopperPearson().contains(share.fraction())).isTrue();
        }
    }

    @Property
    void swappingTheSidesTurnsTheEffectAround(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 5) Integer> x,
            @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 5) Integer> y) {
        assertThat(EffectSize.cliffsDelta(doubles(x), doubles(y)))
                .isEqualTo(-EffectSize.cliffsDelta(doubles(y), doubles(x)), within(1e-12));
        assertThat(RankSumTest.of(doubles(x), doubles(y)).p())
                .isCloseTo(RankSumTest.of(doubles(y), doubles(x)).p(), within(1e-12));
    }

    @Property
    void holmNeverLowersAndKeepsTheOrder(
            @ForAll @Size(min = 1, max = 9) List<@DoubleRange(max = 1) Double> values) {
        double[] p = values.stream().mapToDouble(x -> x).toArray();
        double[] adjusted = Holm.adjust(p);

        for (int i = 0; i < p.length; i++) {
            assertThat(adjusted[i]).isBetween(p[i], 1.0);
            for (int j = 0; j < p.length; j++) {
                assertThat(p[i] < p[j] && adjusted[i] > adjusted[j]).isFalse();
            }
        }
    }

    @Property
    void theMedianLiesInItsInterval(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 50) Integer> values) {
        Sample sample = Sample.of(doubles(values));

        assertThat(sample.medianInterval().contains(sample.median())).isTrue();
        assertThat(values.size() < 6 || sample.medianInterval().level() >= 0.95).isTrue();
    }

    @Property(tries = 20)
    void manyAnswersAreTestedWithoutDelayAndAlike(@ForAll @IntRange(min = 1, max = 9) int step) {
        double[] few = IntStream.range(-200, 300).mapToDouble(i -> i * step % 97 + 1.5).toArray();
        double[] many = IntStream.range(-200, 301).mapToDouble(i -> i * step % 97 + 1.5).toArray();

        SignedRankTest exact = SignedRankTest.of(few);
        SignedRankTest approximate = SignedRankTest.of(many);

        assertThat(exact.exact()).isTrue();
        assertThat(approximate.exact()).isFalse();
        assertThat(approximate.p()).isCloseTo(exact.p(), within(0.05));
    }

    private static double[] doubles(List<Integer> values) {
        return values.stream().mapToDouble(Integer::doubleValue).toArray();
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
