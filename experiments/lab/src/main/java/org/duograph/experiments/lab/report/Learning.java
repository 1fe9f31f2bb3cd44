package org.duograph.experiments.lab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.duograph.experiments.harness.Measurement;
import org.duograph.experiments.harness.Request;
import org.duograph.experiments.harness.Request.Kind;
import org.duograph.experiments.harness.plot.LinePlot;
import org.duograph.experiments.harness.plot.LinePlot.Point;

/** How fast and how well the systems learn. */
final class Learning {
    /** Shares of right answers, in percent, to which the time is told. */
    private static final int[] TARGETS = {50, 60, 70, 75};

    private static final int POINTS = 200;
    private static final String DESCRIPTION =
            "One line per system; where the lines lie close together, all learn equally well.";

    private final Results results;

    Learning(Results results) {
        this.results = results;
    }

    Section section() {
        Section section = new Section("learning", "Learning");
        new SameTask(results).addTo(section);
        section.words(
                "Then each system trains for whole passes, from its own initial weights, and is"
                        + " tested after each.");
        TreeSet<String> nets = new TreeSet<>(List.of(Subject.SIX));
        results.requests(Kind.ACCURACY).map(Request::net).forEach(nets::add);
        for (String net : nets) {
            section.plot(
                            "losses-" + net,
                            "Training loss of " + net + ", averaged over neighbouring steps.",
                            losses(net))
                    .figure(
                            "Share of test images that %s got right after each pass."
                                    .formatted(net),
                            accuracies(net),
                            timeToAccuracy(net));
        }
        return section;
    }

    /** The measurement with the most passes. */
    private Optional<Measurement> run(Contestant c, String net) {
        return results.of(c, Subject.of(Kind.ACCURACY, net)).stream()
                .max(Comparator.comparingInt(m -> m.accuracies().size()));
    }

    private String losses(String net) {
        LinePlot plot = new LinePlot("losses-" + net, "Training loss of " + net, DESCRIPTION);
        for (Contestant c : results.contestants()) {
            run(c, net).ifPresent(run -> plot.add(c.label(), c.style(), averagedLosses(run)));
        }
        return plot.svg("passes", "loss");
    }

    /** At most {@link #POINTS} means of neighbouring losses, by passes. */
    static List<Point> averagedLosses(Measurement run) {
        List<Double> losses = run.losses();
        int each = Math.max(1, (losses.size() + POINTS - 1) / POINTS);
        double perPass = losses.size() / (double) Math.max(1, run.accuracies().size());
        List<Point> points = new ArrayList<>();
        for (int i = 0; i + each <= losses.size(); i += each) {
            double mean = new Spread(losses.subList(i, i + each)).mean();
            points.add(new Point((i + each) / perPass, mean));
        }
        return points;
    }

    private String accuracies(String net) {
        LinePlot plot = new LinePlot("accuracy-" + net, "Test accuracy of " + net, DESCRIPTION);
        for (Contestant c : results.contestants()) {
            run(c, net).ifPresent(run -> plot.add(c.label(), c.style(), accuracyByTime(run)));
        }
        return plot.svg("seconds of training", "% of test images");
    }

    /**
     * The share of test images in percent, by seconds of training so far: the number of steps so
     * far times the median step, which those that others on the machine disturbed hardly change.
     */
    static List<Point> accuracyByTime(Measurement run) {
        List<Double> steps = run.seconds().steps();
        int passes = run.accuracies().size();
        List<Point> points = new ArrayList<>();
        for (int pass = 1; pass <= passes; pass++) {
            double stepsSoFar = (double) steps.size() / passes * pass;
            double seconds = stepsSoFar * new Spread(steps).median();
            points.add(new Point(seconds, 100 * run.accuracies().get(pass - 1)));
        }
        return points;
    }

    private Table timeToAccuracy(String net) {
        List<String> columns = new ArrayList<>(List.of("system"));
        for (int target : TARGETS) {
            columns.add(target + "%, s");
        }
        columns.addAll(List.of("after the last pass", "passes"));
        Table table =
                new Table(
                        "accuracy-" + net,
                        net
                                + ": seconds of training, at its median step, until a test first gave this"
                                + " share of right answers",
                        columns.toArray(String[]::new));
        for (Contestant c : results.contestants()) {
            List<Point> points = run(c, net).map(Learning::accuracyByTime).orElse(List.of());
            List<Cell> cells = new ArrayList<>(List.of(Cell.words(c.label())));
            for (int target : TARGETS) {
                cells.add(until(points, target));
            }
            cells.add(points.isEmpty() ? Cell.NOT_MEASURED : last(points));
            cells.add(Cell.number("" + points.size()));
            table.row(cells);
        }
        return table;
    }

    private static Cell last(List<Point> points) {
        return Cell.number(Digits.percent(points.get(points.size() - 1).y() / 100));
    }

    private static Cell until(List<Point> points, int target) {
        if (points.isEmpty()) {
            return Cell.NOT_MEASURED;
        }
        return points.stream()
                .filter(point -> point.y() >= target)
                .findFirst()
                .map(point -> Cell.number(Digits.of(point.x())))
                .orElse(new Cell("not reached", Cell.Kind.MISSING));
    }
}
