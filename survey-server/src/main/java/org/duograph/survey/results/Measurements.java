package org.duograph.survey.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.duograph.survey.results.Comparison.Size;
import org.duograph.survey.results.Estimate.Measure;
import org.duograph.survey.results.plot.BoxPlot;
import org.duograph.survey.results.plot.Colours;
import org.duograph.survey.statistics.EffectSize;
import org.duograph.survey.statistics.RankSumTest;
import org.duograph.survey.statistics.Sample;
import org.duograph.survey.store.InstallTime;
import org.duograph.survey.study.Item;
import org.duograph.survey.study.Study;

/**
 * Install times that the timer measured, beside those that participants report. The two are never
 * mixed. In an anonymous study nobody can tell which belong to the same person, so they are
 * compared as two groups.
 */
final class Measurements {

    private final Study study;
    private final Columns columns;
    private final List<InstallTime> times;
    private final Wording words;

    Measurements(Study study, Columns columns, List<InstallTime> times) {
        this.study = study;
        this.columns = columns;
        this.times = times;
        this.words = new Wording(study);
    }

    /** Measured beside reported; nothing if nothing was measured. */
    Optional<Finding> finding() {
        if (times.isEmpty()) {
            return Optional.empty();
        }
        List<Estimate> estimates = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        List<BoxPlot.Row> rows = new ArrayList<>();
        for (Item environment : study.environments()) {
            for (Item framework : study.frameworks()) {
                double[] measured = measured(framework, environment);
                if (measured.length > 0) {
                    String name = words.label(framework) + ", " + words.place(environment);
                    String field = Fields.installMinutes(framework.code(), environment.code());
                    double[] reported = Installations.minutes(columns, framework, environment);
                    Base base =
                            columns.has(field) ? columns.base(field) : new Base(reported.length, 0);
                    add(name, measured, Pairs.present(reported), base, estimates, comparisons);
                    String colour = Colours.of(study.frameworks().indexOf(framework));
                    String shorter = words.label(framework) + ", " + environment.code() + ": ";
                    rows.add(new BoxPlot.Row(shorter + "measured", Sample.of(measured), colour));
                    rows.add(
                            new BoxPlot.Row(
                                    shorter + "reported",
                                    Sample.of(Pairs.present(reported)),
                                    colour));
                }
            }
        }
        return Optional.of(
                new Finding(
                        "measured",
                        "Measured beside reported install times",
                        "",
                        reading(comparisons),
                        estimates,
                        comparisons,
                        List.of(BoxPlot.of("Minutes, measured and reported", "minutes", rows))));
    }

    private String reading(List<Comparison> comparisons) {
        long unfinished = times.stream().filter(time -> !isFinished(time)).count();
        return times.size()
                + (times.size() == 1 ? " installation was" : " installations were")
                + " measured, "
                + unfinished
                + " of them failed or given up and counted as longest. Filters by answers do not"
                + " touch them. "
                + (comparisons.isEmpty()
                        ? "A comparison needs five of each."
                        : "Whether people report what a clock would measure: see each test below.");
    }

    /** Minutes of each measured installation: infinite if it did not come to an end. */
    private double[] measured(Item framework, Item environment) {
        return times.stream()
                .filter(time -> time.framework().equals(framework.code()))
                .filter(time -> time.environment().equals(environment.code()))
                .mapToDouble(t -> isFinished(t) ? t.seconds() / 60 : Double.POSITIVE_INFINITY)
                .toArray();
    }

    private static boolean isFinished(InstallTime time) {
        return time.status().equals("finished");
    }

    private void add(
            String name,
            double[] measured,
            double[] reported,
            Base base,
            List<Estimate> estimates,
            List<Comparison> comparisons) {
        estimates.add(median(name + ", measured", measured, new Base(measured.length, 0)));
        estimates.add(median(name + ", reported", reported, base));
        if (Math.min(measured.length, reported.length) >= Estimate.FEWEST_TO_JUDGE) {
            RankSumTest test = RankSumTest.of(measured, reported);
            comparisons.add(
                    new Comparison(
                            name + ": measured or reported",
                            measured.length + reported.length,
                            base,
                            "Mann–Whitney",
                            test.exact(),
                            test.p(),
                            List.of(
                                    new Size(
                                            "Cliff's delta of reported over measured",
                                            EffectSize.cliffsDelta(measured, reported),
                                            null))));
        }
    }

    private static Estimate median(String what, double[] minutes, Base base) {
        Sample sample = Sample.of(minutes);
        long gaveUp = Arrays.stream(minutes).filter(Double::isInfinite).count();
        return new Estimate(
                what,
                Measure.MEDIAN,
                sample.n(),
                base,
                sample.median(),
                List.of(sample.medianInterval()),
                OptionalDouble.empty(),
                gaveUp == 0 ? "" : gaveUp + " not finished, counted as longest");
    }
}
