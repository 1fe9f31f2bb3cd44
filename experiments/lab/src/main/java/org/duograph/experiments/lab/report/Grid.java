package org.duograph.experiments.lab.report;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.duograph.experiments.harness.plot.Axis;
import org.duograph.experiments.harness.plot.BarPlot;
import org.duograph.experiments.harness.plot.BarPlot.Bar;
import org.duograph.experiments.harness.plot.LinePlot;
import org.duograph.experiments.harness.plot.LinePlot.Point;

/**
 * One quantity of every system for several things, such as nets or batch sizes: a table with a row
 * per system and a column per thing, and the plot of it.
 */
final class Grid {
    private final Results results;
    private final String name;
    private final String title;
    private final String head;
    private final String unit;
    private final Quantity quantity;
    private final UnaryOperator<Spread> convert;
    private final List<Thing> things = new ArrayList<>();

    /** A thing: its words, its place on an axis, and what was measured. */
    private record Thing(String label, double x, Subject subject) {}

    /**
     * An empty grid.
     *
     * @param name the name of its files
     * @param title what it shows
     * @param head what the things are
     * @param unit what the numbers are after {@code convert}
     * @param quantity which measured number
     * @param convert from the measured unit to the shown one
     */
    Grid(
            Results results,
            String name,
            String title,
            String head,
            String unit,
            Quantity quantity,
            UnaryOperator<Spread> convert) {
        this.results = results;
        this.name = name;
        this.title = title;
        this.head = head;
        this.unit = unit;
        this.quantity = quantity;
        this.convert = convert;
    }

    /** Adds a thing. */
    Grid add(String label, double x, Subject subject) {
        things.add(new Thing(label, x, subject));
        return this;
    }

    /** The same numbers under another name. */
    Grid named(String other) {
        Grid grid = new Grid(results, other, title, head, unit, quantity, convert);
        grid.things.addAll(things);
        return grid;
    }

    /** For how many things a number of a system was measured. */
    int count(Contestant contestant) {
        return points(contestant).size();
    }

    /** The systems for which at least one number was measured. */
    List<Contestant> contestants() {
        return results.contestants().stream()
                .filter(c -> things.stream().anyMatch(thing -> spread(c, thing).isPresent()))
                .toList();
    }

    private Optional<Spread> spread(Contestant contestant, Thing thing) {
        return results.spread(contestant, thing.subject, quantity).map(convert);
    }

    /** The table: mean and standard deviation, and how often each was measured. */
    Table table() {
        List<String> columns = new ArrayList<>(List.of("system"));
        things.forEach(thing -> columns.add(thing.label));
        columns.add("n");
        Table table = new Table(name, title + "; " + unit, columns.toArray(String[]::new));
        for (Contestant contestant : results.contestants()) {
            List<Cell> cells = new ArrayList<>(List.of(Cell.words(contestant.label())));
            List<Optional<Spread>> spreads =
                    things.stream().map(t -> spread(contestant, t)).toList();
            spreads.forEach(spread -> cells.add(Cell.of(spread)));
            cells.add(Cell.number(Results.count(spreads)));
            table.row(cells);
        }
        return table;
    }

    /** The plot as groups of bars, with one standard deviation to both sides. */
    String bars() {
        List<String> labels = things.stream().map(Thing::label).toList();
        BarPlot plot = new BarPlot(name, title, description(), labels);
        for (Contestant c : contestants()) {
            plot.add(c.label(), c.style(), things.stream().map(thing -> bar(c, thing)).toList());
        }
        return plot.svg(head, unit);
    }

    private Bar bar(Contestant contestant, Thing thing) {
        return spread(contestant, thing)
                .map(s -> new Bar(s.mean(), s.mean() - s.deviation(), s.mean() + s.deviation()))
                .orElse(Bar.MISSING);
    }

    /** The plot as lines; the things' places double from row to thing. */
    String doublingLines() {
        LinePlot plot = new LinePlot(name, title, description());
        contestants().forEach(c -> plot.add(c.label(), c.style(), points(c)));
        return plot.svg(Axis.doubling(head, things.stream().map(Thing::x).toList()), unit);
    }

    private List<Point> points(Contestant contestant) {
        List<Point> points = new ArrayList<>();
        for (Thing thing : things) {
            spread(contestant, thing)
                    .ifPresent(
                            s ->
                                    points.add(
                                            new Point(
                                                    thing.x,
                                                    s.mean(),
                                                    s.mean() - s.deviation(),
                                                    s.mean() + s.deviation())));
        }
        return points;
    }

    /** The straight line through the means of a system; none for fewer than three of them. */
    Optional<Fit> fit(Contestant contestant) {
        List<Point> points = points(contestant);
        return points.size() < 3 ? Optional.empty() : Optional.of(Fit.through(points));
    }

    /** The plot as lines, with the fitted line dashed. */
    String fittedLines() {
        LinePlot plot = new LinePlot(name, title, description());
        for (Contestant c : contestants()) {
            plot.add(c.label(), c.style(), points(c));
            fit(c).ifPresent(fit -> plot.trend(c.style(), fitted(fit, c)));
        }
        return plot.svg(Axis.over(head, things.stream().map(Thing::x).toList()), unit);
    }

    /** The ends of the fitted line, above the first and the last thing. */
    private List<Point> fitted(Fit fit, Contestant contestant) {
        DoubleSummaryStatistics x =
                points(contestant).stream().mapToDouble(Point::x).summaryStatistics();
        return List.of(
                new Point(x.getMin(), fit.at(x.getMin())),
                new Point(x.getMax(), fit.at(x.getMax())));
    }

    private String description() {
        if (contestants().isEmpty()) {
            return "Nothing of this was measured in this run.";
        }
        return title
                + " ("
                + unit
                + ") by "
                + head
                + "; a table beside the plot holds the same numbers.";
    }
}
