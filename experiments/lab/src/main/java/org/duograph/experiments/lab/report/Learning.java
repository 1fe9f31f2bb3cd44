package org.duograph.experiments.lab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
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

    /** No number of images means all of them. */
    private static final Comparator<Request> MORE_IMAGES =
            Comparator.comparingInt(r -> r.images() == 0 ? Integer.MAX_VALUE : r.images());

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
                "Then each system trains for whole epochs, from its own initial weights, and is"
                        + " tested after each. Lines and tables show means over seeds, bars the worst"
                        + " and the best seed. Seconds of training are steps times the median step"
                        + " that was measured in turn with the other systems, where one was: a run"
                        + " takes minutes, in which a shared machine may be faster or slower.");
        TreeSet<String> nets = new TreeSet<>(List.of(Subject.SIX));
        results.requests(Kind.ACCURACY).map(Request::net).forEach(nets::add);
        for (String net : nets) {
            section.plot(
                            "losses-" + net,
                            "Training loss of " + net + ", averaged over neighbouring steps.",
                            losses(net))
                    .figure(
                            "Share of test images that %s got right after each epoch."
                                    .formatted(net),
                            accuracies(net),
                            timeToAccuracy(net));
            comparison(net).ifPresent(section::words);
        }
        return section;
    }

    /** The runs of a system, each from another seed, with the most epochs that anybody made. */
    private List<Measurement> runs(Contestant c, String net) {
        Optional<Request> most =
                results.requests(Kind.ACCURACY)
                        .filter(request -> request.net().equals(net))
                        .map(Request::work)
                        .max(Comparator.comparingInt(Request::epochs).thenComparing(MORE_IMAGES));
        return results.of(c, Subject.of(Kind.ACCURACY, net)).stream()
                .filter(m -> most.equals(Optional.of(m.request().work())))
                .toList();
    }

    private LinePlot plot(
            String name, String title, String net, Function<Contestant, List<Point>> line) {
        LinePlot plot = new LinePlot(name + "-" + net, title + " of " + net, DESCRIPTION);
        for (Contestant c : results.contestants()) {
            List<Point> points = line.apply(c);
            if (!points.isEmpty()) {
                plot.add(c.label(), c.style(), points);
            }
        }
        return plot;
    }

    private String losses(String net) {
        return plot("losses", "Training loss", net, c -> averagedLosses(runs(c, net)))
                .svg("epochs", "loss");
    }

    /** At most {@link #POINTS} means of neighbouring losses of all runs, by epochs. */
    private static List<Point> averagedLosses(List<Measurement> runs) {
        if (runs.isEmpty()) {
            return List.of();
        }
        int steps = runs.get(0).losses().size();
        int each = Math.max(1, (steps + POINTS - 1) / POINTS);
        double perEpoch = steps / (double) Math.max(1, runs.get(0).accuracies().size());
        List<Point> points = new ArrayList<>();
        for (int i = each; i <= steps; i += each) {
            List<Double> losses = new ArrayList<>();
            for (Measurement run : runs) {
                losses.addAll(run.losses().subList(i - each, i));
            }
            points.add(new Point(i / perEpoch, new Spread(losses).mean()));
        }
        return points;
    }

    private String accuracies(String net) {
        return plot("accuracy", "Test accuracy", net, c -> accuracyByTime(c, net))
                .svg("seconds of training", "% of test images");
    }

    /**
     * The share of test images in percent, by seconds of training so far: the number of steps so
     * far times the seconds of one; empty if there is no run.
     */
    private List<Point> accuracyByTime(Contestant c, String net) {
        List<Measurement> runs = runs(c, net);
        if (runs.isEmpty()) {
            return List.of();
        }
        int epochs = runs.get(0).accuracies().size();
        double stepsOfAnEpoch = (double) runs.get(0).losses().size() / epochs;
        double seconds = stepsOfAnEpoch * secondsOfAStep(c, net, runs);
        List<Point> points = new ArrayList<>();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            Spread right = percent(runs, epoch);
            points.add(new Point(epoch * seconds, right.mean(), right.min(), right.max()));
        }
        return points;
    }

    /**
     * Seconds of a training step as measured in turn with the other systems, where that was done: a
     * run takes minutes, and the machine is not equally fast in all of them. Otherwise the median
     * of the runs, which those steps that others on the machine disturbed hardly change.
     */
    private double secondsOfAStep(Contestant c, String net, List<Measurement> runs) {
        return results.spread(c, Subject.of(Kind.TRAIN, net), Quantity.STEP)
                .orElseGet(() -> new Spread(stepsOf(runs)))
                .median();
    }

    private static List<Double> stepsOf(List<Measurement> runs) {
        return runs.stream().flatMap(run -> run.seconds().steps().stream()).toList();
    }

    /** Test images that each run got right after so many epochs, in percent. */
    private static Spread percent(List<Measurement> runs, int epoch) {
        return new Spread(runs.stream().map(run -> 100 * run.accuracies().get(epoch - 1)).toList());
    }

    /** The same after the last epoch; empty if there is no run. */
    private Optional<Spread> last(Contestant c, String net) {
        List<Measurement> runs = runs(c, net);
        return runs.isEmpty()
                ? Optional.empty()
                : Optional.of(percent(runs, runs.get(0).accuracies().size()));
    }

    private Table timeToAccuracy(String net) {
        List<String> columns = new ArrayList<>(List.of("system"));
        for (int target : TARGETS) {
            columns.add(target + "%, s");
        }
        columns.addAll(List.of("after the last epoch, %", "epochs", "seeds"));
        Table table =
                new Table(
                        "accuracy-" + net,
                        net
                                + ": seconds of training until a test first gave this share of right"
                                + " answers",
                        columns.toArray(String[]::new));
        for (Contestant c : results.contestants()) {
            List<Measurement> runs = runs(c, net);
            List<Point> points = accuracyByTime(c, net);
            List<Cell> cells = new ArrayList<>(List.of(Cell.words(c.label())));
            for (int target : TARGETS) {
                cells.add(until(points, target));
            }
            cells.add(Cell.of(last(c, net)));
            cells.add(Cell.number("" + points.size()));
            cells.add(Cell.number("" + runs.size()));
            table.row(cells);
        }
        return table;
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

    /** Whether ours learns as well as the peer that learns best, as far as seeds can tell. */
    private Optional<String> comparison(String net) {
        Optional<Spread> ours = last(Contestant.WORKSPACE, net);
        Optional<Contestant> best =
                results.contestants().stream()
                        .filter(c -> c.isPeer() && last(c, net).isPresent())
                        .max(Comparator.comparingDouble(c -> last(c, net).orElseThrow().mean()));
        if (ours.isEmpty() || best.isEmpty()) {
            return Optional.empty();
        }
        Spread theirs = last(best.get(), net).orElseThrow();
        return Optional.of(
                "After the last epoch %s got %s%% right, and the peer that learns best, %s, %s%%: %s."
                        .formatted(
                                Contestant.WORKSPACE.label(),
                                range(ours.get()),
                                best.get().label(),
                                range(theirs),
                                verdict(ours.get(), theirs)));
    }

    private static String range(Spread percent) {
        String least = Digits.of(percent.min());
        return percent.n() == 1 ? least : least + " to " + Digits.of(percent.max());
    }

    private static String verdict(Spread ours, Spread theirs) {
        if (Math.min(ours.n(), theirs.n()) < 2) {
            return "one seed cannot tell whether they differ";
        }
        if (ours.max() < theirs.min()) {
            return "ours learns less well, whatever the seed";
        }
        return ours.min() > theirs.max()
                ? "ours learns better, whatever the seed"
                : "these ranges overlap, so the seeds may be all that differs";
    }
}
