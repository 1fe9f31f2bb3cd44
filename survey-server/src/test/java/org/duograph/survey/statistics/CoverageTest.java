package org.duograph.survey.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * How often intervals hold the truth, by simulation: 20,000 samples of each size, from a fixed
 * seed. The documentation shows the same file.
 */
class CoverageTest {

    private static final int SAMPLES = 20_000;

    /** Makes an interval of a sample; none counts as one that misses. */
    private record Method(
            boolean exact, Function<double[], Interval> interval, ToDoubleFunction<Values> truth) {}

    private static final Interval NONE = new Interval(Double.MAX_VALUE, Double.MAX_VALUE, 0, "");

    private static final Map<String, Method> METHODS =
            Map.of(
                    "mean, Student", new Method(false, CoverageTest::student, Values::mean),
                    "mean, Anderson",
                            new Method(
                                    true,
                                    x -> BoundedMean.interval(Sample.of(x), 1, 5),
                                    Values::mean),
                    "median, order statistics",
                            new Method(true, x -> Sample.of(x).medianInterval(), Values::median),
                    "typical difference, Hodges–Lehmann",
                            new Method(
                                    false,
                                    x -> HodgesLehmann.of(x).interval(),
                                    v -> HodgesLehmann.of(v.many()).estimate()),
                    "geometric mean, Student on logarithms",
                            new Method(
                                    false,
                                    x -> GeometricMean.of(x).interval(),
                                    v -> GeometricMean.of(v.many()).value()),
                    "share, Wilson", new Method(false, x -> share(x).wilson(), Values::mean),
                    "share, Clopper–Pearson",
                            new Method(true, x -> share(x).clopperPearson(), Values::mean));

    private static Interval student(double[] x) {
        Sample sample = Sample.of(x);
        return sample.deviation() > 0 ? sample.studentInterval() : NONE;
    }

    private static Share share(double[] x) {
        return new Share((int) Arrays.stream(x).sum(), x.length);
    }

    /** Where values come from: each is a function of a number drawn between 0 and 1. */
    private interface Values {

        double at(double probability);

        /** So many values, evenly spread, that they are as good as all. */
        default double[] many() {
            return IntStream.range(0, 20_000).mapToDouble(i -> at((i + 0.5) / 20_000)).toArray();
        }

        default double mean() {
            return Sample.of(many()).mean();
        }

        default double median() {
            return at(0.5);
        }

        static Values scale(double... cumulative) {
            return u -> 1 + Arrays.stream(cumulative).filter(c -> c <= u).count();
        }

        static Values share(double share) {
            return u -> u < share ? 1 : 0;
        }
    }

    private static double bell(double probability) {
        return NormalDistribution.of(0, 1).inverseCumulativeProbability(probability);
    }

    private static final Map<String, Values> VALUES =
            Map.of(
                    "bell curve", CoverageTest::bell,
                    "evenly spread", u -> u,
                    "long tail (lognormal)", u -> Math.exp(bell(u)),
                    "scale, even", Values.scale(0.2, 0.4, 0.6, 0.8),
                    "scale, skewed", Values.scale(0.02, 0.07, 0.2, 0.55),
                    "scale, nearly all at the end", Values.scale(0.02, 0.04, 0.06, 0.1),
                    "share of 50 %", Values.share(0.5),
                    "share of 80 %", Values.share(0.8),
                    "share of 95 %", Values.share(0.95));

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = "/coverage.csv", numLinesToSkip = 1)
    void intervalsHoldTheTruthAsOftenAsDocumented(
            String method, String values, double of5, double of8, double of20) {
        Method made = METHODS.get(method);
        Values from = VALUES.get(values);
        double truth = made.truth().applyAsDouble(from);
        int[] sizes = {5, 8, 20};
        double[] documented = {of5, of8, of20};
        for (int i = 0; i < sizes.length; i++) {
            double held = 0;
            double level = 1;
            SplittableRandom random = new SplittableRandom(sizes[i]);
            for (int sample = 0; sample < SAMPLES; sample++) {
                double[] x = random.doubles(sizes[i]).map(from::at).toArray();
                Interval interval = made.interval().apply(x);
                held += interval.low() <= truth + 1e-9 && truth - 1e-9 <= interval.high() ? 1 : 0;
                level = interval.level();
            }
            double percent = 100 * held / SAMPLES;
            assertThat(percent)
                    .as(method + ", " + sizes[i])
                    .isCloseTo(documented[i], within(0.05001));
            if (made.exact()) {
                assertThat(percent).isGreaterThanOrEqualTo(100 * level - 0.5);
            }
        }
    }
}
