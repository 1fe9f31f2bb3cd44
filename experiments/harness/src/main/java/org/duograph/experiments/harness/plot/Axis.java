package org.duograph.experiments.harness.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One direction of a plot.
 *
 * @param name what is measured, with its unit
 * @param min the value at its beginning
 * @param max the value at its end
 * @param ticks the values to mark
 * @param doubling whether equal distances are equal factors, instead of equal differences
 */
public record Axis(String name, double min, double max, List<Double> ticks, boolean doubling) {
    private static final int MOST_TICKS = 6;

    public Axis {
        ticks = List.copyOf(ticks);
    }

    /** From zero to a round number that is at least {@code max}. */
    public static Axis fromZero(String name, double max) {
        double step = roundStep((max > 0 ? max : 1) / MOST_TICKS);
        List<Double> ticks = new ArrayList<>();
        int steps = (int) Math.ceil((max > 0 ? max : 1) / step - 1e-9);
        for (int i = 0; i <= steps; i++) {
            ticks.add(i * step);
        }
        return new Axis(name, 0, steps * step, ticks, false);
    }

    /** From the smallest to the largest of a few values, each of which is marked. */
    public static Axis over(String name, List<Double> values) {
        Axis axis = doubling(name, values);
        return new Axis(name, axis.min, axis.max, axis.ticks, false);
    }

    /** From one value to another, such as batch sizes that double from mark to mark. */
    public static Axis doubling(String name, List<Double> values) {
        double min = values.stream().mapToDouble(v -> v).min().orElse(1);
        double max = values.stream().mapToDouble(v -> v).max().orElse(2);
        List<Double> ticks = values.stream().distinct().sorted().toList();
        return new Axis(name, min, max > min ? max : 2 * min, ticks, true);
    }

    /** Where a value lies: 0 at the beginning, 1 at the end. */
    double at(double value) {
        return doubling ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
    }

    /** The smallest of 1, 2, 5 times a power of ten that is at least {@code least}. */
    private static double roundStep(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= least * (1 - 1e-9)) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    /** A tick's value in as few digits as it needs. */
    static String label(double value) {
        if (value >= 1000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        String digits = String.format(Locale.ROOT, "%.6f", value);
        return digits.replaceAll("0+$", "").replaceAll("\\.$", "");
    }
}
