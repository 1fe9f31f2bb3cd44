package org.duograph.survey.results.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Pairs of numbers: each participant is a line from the left to the right. Infinite values (given
 * up) stand above the axis as rings.
 */
public final class SlopePlot {

    /** More lines than this cannot be told apart. */
    public static final int MOST_PAIRS = 60;

    private static final int LEFT = 220;
    private static final int RIGHT = 460;
    private static final int TOP = 46;
    private static final int BOTTOM = 300;

    private SlopePlot() {}

    /**
     * Draws pairs {@code (x[i], y[i])}.
     *
     * @param left what x is
     * @param right what y is
     */
    public static Figure of(
            String title, String unit, String left, double[] x, String right, double[] y) {
        double[] finite =
                DoubleStream.concat(Arrays.stream(x), Arrays.stream(y))
                        .filter(Double::isFinite)
                        .toArray();
        Axis axis =
                Axis.of(
                        Arrays.stream(finite).min().orElse(0),
                        Arrays.stream(finite).max().orElse(1));
        Svg svg = new Svg(title, BOTTOM + 20);
        svg.text(LEFT, 16, "middle", Svg.cut(left, 30))
                .text(RIGHT, 16, "middle", Svg.cut(right, 30));
        for (double tick : axis.ticks()) {
            svg.guide(LEFT, height(axis, tick), RIGHT, height(axis, tick));
            svg.text(LEFT - 14, height(axis, tick) + 4, "end", Numbers.plain(tick));
        }
        svg.text(LEFT - 60, (TOP + BOTTOM) / 2.0, "end", unit);
        List<List<String>> table = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            String colour = Colours.of(y[i] > x[i] ? 1 : y[i] < x[i] ? 0 : 2);
            double from = height(axis, x[i]);
            double to = height(axis, y[i]);
            svg.line(LEFT, from, RIGHT, to, colour, 1.5);
            mark(svg, LEFT, from, x[i], colour);
            mark(svg, RIGHT, to, y[i], colour);
            table.add(List.of(Integer.toString(i + 1), words(x[i]), words(y[i])));
        }
        return new Figure(svg.end(), new Table(title, List.of("pair", left, right), table));
    }

    private static void mark(Svg svg, double x, double y, double value, String colour) {
        if (Double.isInfinite(value)) {
            svg.ring(x, y, 4, colour);
            svg.text(x + (x == LEFT ? -10 : 10), y + 4, x == LEFT ? "end" : "start", "gave up");
        } else {
            svg.dot(x, y, 4, colour);
        }
    }

    private static String words(double value) {
        return Double.isInfinite(value) ? "gave up" : Numbers.plain(value);
    }

    private static double height(Axis axis, double value) {
        return Double.isInfinite(value) ? TOP - 16 : BOTTOM - (BOTTOM - TOP) * axis.at(value);
    }
}
