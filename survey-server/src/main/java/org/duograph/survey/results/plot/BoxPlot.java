package org.duograph.survey.results.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duograph.survey.statistics.Sample;

/**
 * Numbers of several groups on one axis: a box from the lower to the upper quartile with the median
 * in it, whiskers to the least and the largest, and, for up to 60 values, each as a dot. Fewer than
 * five values get dots only. Infinite values (given up) stand at the end as rings.
 */
public final class BoxPlot {

    /** One group. */
    public record Row(String label, Sample values, String colour) {}

    private static final int FEWEST_FOR_BOX = 5;
    private static final int MOST_DOTS = 60;
    private static final int LEFT = 190;
    private static final int RIGHT = Svg.WIDTH - 60;
    private static final int STEP = 48;

    private final Axis axis;
    private final Svg svg;

    private BoxPlot(Axis axis, Svg svg) {
        this.axis = axis;
        this.svg = svg;
    }

    /**
     * Draws the rows from top to bottom.
     *
     * @param unit what the axis counts, such as "minutes"
     */
    public static Figure of(String title, String unit, List<Row> rows) {
        double[] finite =
                rows.stream()
                        .flatMapToDouble(row -> Arrays.stream(row.values().sorted()))
                        .filter(Double::isFinite)
                        .toArray();
        Axis axis =
                Axis.of(
                        Arrays.stream(finite).min().orElse(0),
                        Arrays.stream(finite).max().orElse(1));
        int bottom = 10 + STEP * rows.size();
        BoxPlot plot = new BoxPlot(axis, new Svg(title, bottom + 44));
        plot.drawAxis(unit, bottom);
        List<List<String>> table = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            plot.draw(rows.get(i), 10 + STEP * i + STEP / 2.0);
            table.add(numbers(rows.get(i)));
        }
        return new Figure(
                plot.svg.end(),
                new Table(
                        title,
                        List.of("", "n", "least", "quarter", "median", "three quarters", "most"),
                        table));
    }

    private void drawAxis(String unit, int bottom) {
        for (double tick : axis.ticks()) {
            svg.guide(x(tick), 6, x(tick), bottom);
            svg.text(x(tick), bottom + 16, "middle", Numbers.plain(tick));
        }
        svg.text(
                (LEFT + RIGHT) / 2.0,
                bottom + 34,
                "middle",
                unit + (axis.logarithmic() ? " (each doubling has the same length)" : ""));
    }

    private void draw(Row row, double y) {
        Sample values = row.values();
        svg.text(LEFT - 10, y + 4, "end", Svg.cut(row.label(), 29));
        if (values.n() >= FEWEST_FOR_BOX) {
            double low = x(values.quantile(0.25));
            double high = x(values.quantile(0.75));
            double middle = x(values.median());
            svg.line(x(values.min()), y, x(values.max()), y, row.colour(), 1.5);
            svg.box(low, y - 14, high - low, 28, row.colour());
            svg.line(middle, y - 14, middle, y + 14, row.colour(), 3);
        }
        double[] sorted = values.sorted();
        if (sorted.length <= MOST_DOTS) {
            for (int i = 0; i < sorted.length; i++) {
                // Equal values would hide each other.
                double aside = y + (i % 3 - 1) * 5;
                if (Double.isInfinite(sorted[i])) {
                    svg.ring(RIGHT + 22, aside, 4, row.colour());
                } else {
                    svg.dot(x(sorted[i]), aside, 4, row.colour());
                }
            }
        }
        if (sorted.length > 0 && Double.isInfinite(values.max())) {
            svg.text(RIGHT + 32, y + 4, "start", "gave");
            svg.text(RIGHT + 32, y + 17, "start", "up");
        }
    }

    private static List<String> numbers(Row row) {
        Sample values = row.values();
        List<String> cells = new ArrayList<>();
        cells.add(row.label());
        cells.add(Integer.toString(values.n()));
        for (double probability : new double[] {0, 0.25, 0.5, 0.75, 1}) {
            cells.add(Numbers.plain(values.quantile(probability)));
        }
        return cells;
    }

    private double x(double value) {
        return LEFT + (RIGHT - LEFT) * axis.at(value);
    }
}
