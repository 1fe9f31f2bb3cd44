package org.duograph.survey.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.duograph.survey.results.Comparison.Size;
import org.duograph.survey.results.Estimate.Measure;
import org.duograph.survey.results.plot.BoxPlot;
import org.duograph.survey.results.plot.Colours;
import org.duograph.survey.results.plot.Figure;
import org.duograph.survey.results.plot.IntervalPlot;
import org.duograph.survey.results.plot.Numbers;
import org.duograph.survey.results.plot.SlopePlot;
import org.duograph.survey.statistics.GeometricMean;
import org.duograph.survey.statistics.GeometricRatio;
import org.duograph.survey.statistics.Sample;
import org.duograph.survey.statistics.Share;
import org.duograph.survey.study.Item;
import org.duograph.survey.study.Study;

/**
 * How long installing took, as participants report it.
 *
 * <p>Who gave up took longer than anybody who finished: infinitely long, in medians, shares and
 * tests. Means are of those who finished, and say so. Who found the framework installed, or never
 * tried, has no time.
 */
final class Installations {

    private static final int LIMIT = 20;

    private final Study study;
    private final Columns columns;
    private final Wording words;

    Installations(Study study, Columns columns) {
        this.study = study;
        this.columns = columns;
        this.words = new Wording(study);
    }

    /** The share under twenty minutes, then the times in each environment. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        underLimit().ifPresent(findings::add);
        for (Item environment : study.environments()) {
            List<Item> asked =
                    study.frameworks().stream().filter(f -> isAsked(f, environment)).toList();
            if (!asked.isEmpty()) {
                findings.add(times(environment, asked));
            }
        }
        return findings;
    }

    private boolean isAsked(Item framework, Item environment) {
        return columns.has(Fields.installMinutes(framework.code(), environment.code()));
    }

    private double[] minutes(Item framework, Item environment) {
        return minutes(columns, framework, environment);
    }

    /** Minutes of each response: infinite if it gave up, NaN if it did not install. */
    static double[] minutes(Columns columns, Item framework, Item environment) {
        String field = Fields.installMinutes(framework.code(), environment.code());
        String status = Fields.installStatus(framework.code(), environment.code());
        if (!columns.has(field)) {
            return new double[0];
        }
        double[] minutes = columns.numbers(field);
        if (columns.has(status)) {
            List<String> values = columns.values(status);
            for (int i = 0; i < minutes.length; i++) {
                if (columns.otherwise(status, i)) {
                    minutes[i] = Double.NaN; // nobody knows whether this one came to an end
                } else if ("gave_up".equals(values.get(i))) {
                    minutes[i] = Double.POSITIVE_INFINITY;
                }
            }
        }
        return minutes;
    }

    private Optional<Finding> underLimit() {
        List<Estimate> estimates = new ArrayList<>();
        List<IntervalPlot.Row> rows = new ArrayList<>();
        for (Item environment : study.environments()) {
            for (Item framework : study.frameworks()) {
                if (isAsked(framework, environment)) {
                    double[] minutes = Pairs.present(minutes(framework, environment));
                    int fast = (int) Arrays.stream(minutes).filter(m -> m < LIMIT).count();
                    Estimate share =
                            Shares.estimate(
                                    name(framework, environment),
                                    new Share(fast, minutes.length),
                                    base(environment, framework),
                                    Paper.underTwentyMinutes(
                                            study, framework.code(), environment.code()));
                    estimates.add(share);
                    rows.add(Shares.bar(share, fast, colour(framework)));
                }
            }
        }
        if (estimates.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Finding(
                        "under-twenty",
                        "Installed in less than twenty minutes",
                        Paper.compares(study)
                                ? "75 % of the users take less than twenty minutes to install"
                                        + " TensorFlow on their own PC (6 of 8)."
                                : "",
                        readShare(estimates.get(0)),
                        estimates,
                        List.of(),
                        List.of(IntervalPlot.of("Installed in less than twenty minutes", rows))));
    }

    private static String readShare(Estimate share) {
        if (share.intervals().isEmpty()) {
            return Wording.tooFew(share.n());
        }
        return share.what()
                + ": "
                + Math.round(share.value() * share.n())
                + " of "
                + share.n()
                + " ("
                + share.text()
                + ") needed less than twenty minutes; "
                + Wording.plausibleShares(share.intervals().get(0))
                + ". Who gave up counts as not having done it.";
    }

    private Finding times(Item environment, List<Item> frameworks) {
        List<Estimate> estimates = new ArrayList<>();
        List<BoxPlot.Row> boxes = new ArrayList<>();
        for (Item framework : frameworks) {
            double[] minutes = Pairs.present(minutes(framework, environment));
            boxes.add(
                    new BoxPlot.Row(words.label(framework), Sample.of(minutes), colour(framework)));
            estimates.addAll(estimates(environment, framework, minutes));
        }
        String where = words.place(environment);
        List<Figure> figures = new ArrayList<>();
        figures.add(BoxPlot.of("Install minutes, " + where, "minutes", boxes));
        List<Comparison> comparisons = new ArrayList<>();
        List<String> reading = new ArrayList<>();
        for (int i = 0; i < frameworks.size(); i++) {
            for (int j = i + 1; j < frameworks.size(); j++) {
                compare(environment, frameworks.get(i), frameworks.get(j), comparisons, reading);
            }
        }
        if (frameworks.size() == 2) {
            slopes(environment, frameworks).ifPresent(figures::add);
        }
        return new Finding(
                "install-" + environment.code(),
                "Minutes to install, " + where,
                Paper.compares(study)
                        ? "On average it takes much more time to install Caffe2, both on a local"
                                + " machine and on a remote server (no minutes are given)."
                        : "",
                String.join(" ", reading),
                estimates,
                comparisons,
                figures);
    }

    private List<Estimate> estimates(Item environment, Item framework, double[] minutes) {
        Sample all = Sample.of(minutes);
        Sample finished = Sample.of(Arrays.stream(minutes).filter(Double::isFinite).toArray());
        String what = name(framework, environment);
        Base base = base(environment, framework);
        int gaveUp = all.n() - finished.n();
        String leftOut = gaveUp == 0 ? "" : gaveUp + " gave up and are left out";
        List<Estimate> estimates = new ArrayList<>();
        estimates.add(
                new Estimate(
                        what,
                        Measure.MEDIAN,
                        all.n(),
                        base,
                        all.median(),
                        List.of(all.medianInterval()),
                        OptionalDouble.empty(),
                        gaveUp == 0 ? "" : gaveUp + " gave up, counted as longest"));
        // A few long times decide a mean, so that no interval of it holds what it says.
        estimates.add(
                new Estimate(
                        what,
                        Measure.MEAN,
                        finished.n(),
                        base,
                        finished.mean(),
                        List.of(),
                        OptionalDouble.empty(),
                        leftOut));
        if (GeometricMean.possible(finished.sorted())) {
            GeometricMean mean = GeometricMean.of(finished.sorted());
            estimates.add(
                    new Estimate(
                            what,
                            Measure.GEOMETRIC_MEAN,
                            finished.n(),
                            base,
                            mean.value(),
                            List.of(mean.interval()),
                            OptionalDouble.empty(),
                            leftOut));
        }
        return estimates;
    }

    private Optional<Figure> slopes(Item environment, List<Item> frameworks) {
        Pairs pairs = pairs(environment, frameworks.get(0), frameworks.get(1));
        return pairs.n() == 0 || pairs.n() > SlopePlot.MOST_PAIRS
                ? Optional.empty()
                : Optional.of(
                        SlopePlot.of(
                                "Each participant's minutes, " + words.place(environment),
                                "minutes",
                                words.label(frameworks.get(0)),
                                pairs.x(),
                                words.label(frameworks.get(1)),
                                pairs.y()));
    }

    private Base base(Item environment, Item... frameworks) {
        return columns.base(
                Stream.of(frameworks)
                        .map(f -> Fields.installMinutes(f.code(), environment.code()))
                        .toArray(String[]::new));
    }

    private Pairs pairs(Item environment, Item one, Item other) {
        return Pairs.of(minutes(one, environment), minutes(other, environment));
    }

    private void compare(
            Item environment,
            Item one,
            Item other,
            List<Comparison> comparisons,
            List<String> reading) {
        Pairs pairs = pairs(environment, one, other);
        if (pairs.n() < Estimate.FEWEST_TO_JUDGE) {
            reading.add(Wording.tooFew(pairs.n()));
            return;
        }
        String what = words.label(other) + " minus " + words.label(one);
        Comparison comparison =
                boundsAreLargest(environment, one, other)
                        ? Paired.signedRanks(what, pairs, base(environment, one, other))
                        : Paired.signs(what, pairs, base(environment, one, other));
        if (GeometricRatio.possible(pairs.x(), pairs.y())) {
            GeometricMean ratio = GeometricRatio.of(pairs.x(), pairs.y());
            comparison =
                    Paired.with(
                            comparison, new Size("times as long", ratio.value(), ratio.interval()));
        }
        comparisons.add(comparison);
        Size difference = comparison.sizes().get(0);
        reading.add(
                "Of "
                        + pairs.n()
                        + " with a time for both, the median was "
                        + Numbers.plain(Sample.of(pairs.x()).median())
                        + " minutes for "
                        + words.label(one)
                        + " and "
                        + Numbers.plain(Sample.of(pairs.y()).median())
                        + " for "
                        + words.label(other)
                        + ". The typical difference is "
                        + Numbers.plain(difference.value())
                        + " minutes; "
                        + Numbers.bounds(difference.interval(), false)
                        + " would fit these answers. "
                        + Wording.chance(comparison.p()));
    }

    /**
     * Whether ranking those who gave up last is right: they all did with the same framework, and
     * only after the difference was at least as large as any that is known. Otherwise only who was
     * faster counts.
     */
    private boolean boundsAreLargest(Item environment, Item one, Item other) {
        double[] x = minutes(one, environment);
        double[] y = minutes(other, environment);
        double[] xUntil = columns.numbers(Fields.installMinutes(one.code(), environment.code()));
        double[] yUntil = columns.numbers(Fields.installMinutes(other.code(), environment.code()));
        double largestKnown = 0;
        double smallestBound = Double.POSITIVE_INFINITY;
        boolean xGaveUp = false;
        boolean yGaveUp = false;
        for (int i = 0; i < x.length; i++) {
            if (Double.isFinite(x[i]) && Double.isFinite(y[i])) {
                largestKnown = Math.max(largestKnown, Math.abs(y[i] - x[i]));
            } else if (!Double.isNaN(x[i]) && !Double.isNaN(y[i])) {
                xGaveUp |= Double.isInfinite(x[i]);
                yGaveUp |= Double.isInfinite(y[i]);
                double bound = xGaveUp ? xUntil[i] - y[i] : yUntil[i] - x[i];
                // Without a time until giving up nothing is known; NaN stays NaN.
                smallestBound = Math.min(smallestBound, bound);
            }
        }
        return !(xGaveUp && yGaveUp) && smallestBound >= largestKnown;
    }

    private String name(Item framework, Item environment) {
        return words.label(framework) + ", " + words.place(environment);
    }

    private String colour(Item framework) {
        return Colours.of(study.frameworks().indexOf(framework));
    }
}
