package org.duograph.survey.results.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duograph.survey.statistics.Interval;

/** Shares as bars from zero, each with its interval and, as a diamond, what the paper reports. */
public final class IntervalPlot {

    /**
     * One bar.
     *
     * @param count how many of {@code n}, both only for the table
     * @param interval left out where there are too few answers
     * @param paper the paper's share, if it has one
     */
    public record Row(
            String label,
            int count,
            int n,
            Optional<Interval> interval,
            Optional<Double> paper,
            String colour) {

        double share() {
            return n == 0 ? 0 : (double) count / n;
        }
    }

    private static final int LEFT = 190;
    private static final int RIGHT = Svg.WIDTH - 70;
    private static final int STEP = 34;

    private IntervalPlot() {}

    /** Draws the rows from top to bottom. */
    public static Figure of(String title, List<Row> rows) {
        int bottom = 10 + STEP * rows.size();
        boolean paper = rows.stream().anyMatch(row -> row.paper().isPresent());
        Svg svg = new Svg(title, bottom + (paper ? 46 : 26));
        for (double tick : Axis.SHARES.ticks()) {
            svg.guide(x(tick), 6, x(tick), bottom);
            svg.text(x(tick), bottom + 16, "middle", Axis.shareTick(tick));
        }
        List<List<String>> table = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            double y = 10 + STEP * i + STEP / 2.0;
            svg.text(LEFT - 8, y + 4, "end", Svg.cut(row.label(), 29));
            svg.bar(LEFT, y - 9, x(row.share()) - LEFT, 18, row.colour());
            row.interval().ifPresent(interval -> whisker(svg, interval, y));
            row.paper().ifPresent(share -> svg.diamond(x(share), y));
            svg.text(RIGHT + 10, y + 4, "start", row.n() == 0 ? "–" : row.count() + "/" + row.n());
            table.add(
                    List.of(
                            row.label(),
                            Integer.toString(row.count()),
                            Integer.toString(row.n()),
                            row.n() == 0 ? "–" : Numbers.percent(row.share()),
                            row.interval().map(in -> Numbers.bounds(in, true)).orElse("–"),
                            row.paper().map(Numbers::percent).orElse("–")));
        }
        if (paper) {
            svg.diamond(LEFT + 6, bottom + 33);
            svg.text(LEFT + 20, bottom + 37, "start", "the paper");
        }
        return new Figure(
                svg.end(),
                new Table(
                        title,
                        List.of(
                                "",
                                "count",
                                "n",
                                "share",
                                "95 % interval (Wilson, approximate)",
                                "the paper"),
                        table));
    }

    private static void whisker(Svg svg, Interval interval, double y) {
        double low = x(interval.low());
        double high = x(interval.high());
        svg.line(low, y, high, y, "currentColor", 1.5);
        svg.line(low, y - 5, low, y + 5, "currentColor", 1.5);
        svg.line(high, y - 5, high, y + 5, "currentColor", 1.5);
    }

    private static double x(double share) {
        return LEFT + (RIGHT - LEFT) * Axis.SHARES.at(share);
    }
}
