package org.duograph.survey.results.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * Maps values to positions between 0 and 1.
 *
 * @param logarithmic whether equal ratios get equal lengths
 */
record Axis(double low, double high, boolean logarithmic, List<Double> ticks) {

    /** From 0 to 1, marked in percent by {@link #shareTick}. */
    static final Axis SHARES = new Axis(0, 1, false, List.of(0.0, 0.25, 0.5, 0.75, 1.0));

    /** An axis over positive numbers; logarithmic where they span more than a factor of ten. */
    static Axis of(double smallest, double largest) {
        if (smallest > 0 && largest / smallest > 10) {
            double low = Math.pow(10, Math.floor(Math.log10(smallest)));
            List<Double> marks = new ArrayList<>();
            for (double decade = low; decade < largest * 10; decade *= 10) {
                marks.addAll(List.of(decade, decade * 2, decade * 5));
            }
            // From the last mark at or below the smallest to the first at or above the largest.
            List<Double> ticks =
                    marks.stream()
                            .filter(m -> marks.stream().noneMatch(t -> t > m && t <= smallest))
                            .filter(m -> marks.stream().noneMatch(t -> t < m && t >= largest))
                            .toList();
            return new Axis(ticks.get(0), ticks.get(ticks.size() - 1), true, ticks);
        }
        double step = step(largest > 0 ? largest : 1);
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; i == 0 || ticks.get(i - 1) < largest; i++) {
            ticks.add(i * step);
        }
        return new Axis(0, ticks.get(ticks.size() - 1), false, List.copyOf(ticks));
    }

    /** A round number of which four to ten reach the largest value. */
    private static double step(double largest) {
        double power = Math.pow(10, Math.floor(Math.log10(largest / 4)));
        double factor = largest / 4 / power;
        return power * (factor >= 5 ? 5 : factor >= 2 ? 2 : 1);
    }

    double at(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? 1 : 0;
        }
        return logarithmic
                ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
                : (value - low) / (high - low);
    }

    static String shareTick(double share) {
        return Numbers.percent(share);
    }
}
