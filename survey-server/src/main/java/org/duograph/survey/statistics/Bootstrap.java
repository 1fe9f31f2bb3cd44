package org.duograph.survey.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The bootstrap interval of a mean: what means come out when as many values are drawn, with
 * repetition, from those observed. Up to 10 values every possible draw is counted, so the interval
 * is exact and has no luck in it; up to 200, so many are drawn from a fixed seed; beyond, Student's
 * interval says the same.
 */
public final class Bootstrap {

    private static final int MOST_FOR_ALL_DRAWS = 10;
    private static final int MOST_FOR_DRAWING = 200;
    private static final int DRAWS = 100_000;
    private static final long SEED = 1;
    private static final double LOW = (1 - Interval.USUAL_LEVEL) / 2;
    private static final double HIGH = (1 + Interval.USUAL_LEVEL) / 2;

    private Bootstrap() {}

    /** The 95 % percentile interval of the mean; needs one value. */
    public static Interval ofMean(Sample sample) {
        if (sample.n() == 0) {
            return new Interval(
                    Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, "no answers");
        }
        if (sample.n() <= MOST_FOR_ALL_DRAWS) {
            return allDraws(sample.sorted());
        }
        return sample.n() <= MOST_FOR_DRAWING
                ? someDraws(sample.sorted())
                : sample.studentInterval();
    }

    private static Interval allDraws(double[] values) {
        List<Draw> draws = new ArrayList<>();
        chooseRest(values, 0, values.length, 0, 1, draws);
        draws.sort(Comparator.comparingDouble(Draw::sum));
        return new Interval(
                quantile(draws, LOW) / values.length,
                quantile(draws, HIGH) / values.length,
                Interval.USUAL_LEVEL,
                "bootstrap of all possible draws, exact");
    }

    private record Draw(double sum, double probability) {}

    /** Takes value {@code i} any number of times, then goes on with the next ones. */
    private static void chooseRest(
            double[] values, int i, int left, double sum, double probability, List<Draw> draws) {
        int n = values.length;
        if (i == n - 1) {
            // What is left are all of the last value; its factor is (left choose left) / n^left.
            draws.add(new Draw(sum + left * values[i], probability * Math.pow(n, -left)));
            return;
        }
        double times = 1;
        for (int k = 0; k <= left; k++) {
            chooseRest(values, i + 1, left - k, sum + k * values[i], probability * times, draws);
            times *= (double) (left - k) / (k + 1) / n;
        }
    }

    private static double quantile(List<Draw> sorted, double probability) {
        double reached = 0;
        for (Draw draw : sorted) {
            reached += draw.probability;
            if (reached >= probability) {
                return draw.sum;
            }
        }
        return sorted.get(sorted.size() - 1).sum;
    }

    private static Interval someDraws(double[] values) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] means = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[random.nextInt(values.length)];
            }
            means[draw] = sum / values.length;
        }
        Sample drawn = Sample.of(means);
        return new Interval(
                drawn.quantile(LOW),
                drawn.quantile(HIGH),
                Interval.USUAL_LEVEL,
                "bootstrap of " + DRAWS + " draws, seed " + SEED + ", approximate");
    }
}
