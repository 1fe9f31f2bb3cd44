package org.duograph.experiments.lab.report;

import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.duograph.experiments.harness.Measurement;
import org.duograph.experiments.harness.Request.Kind;

/**
 * The runs of which a report tells: this one, and earlier ones for what it did not measure. Numbers
 * of two runs never meet in one table, as their machines may differ.
 */
final class Runs {
    private final List<Results> all;

    Runs(List<Results> all) {
        this.all = List.copyOf(all);
    }

    /** This run. */
    Results now() {
        return all.get(0);
    }

    /** The latest run of which something is true; this one if it is true of none. */
    Results latest(Predicate<Results> having) {
        return all.stream().filter(having).findFirst().orElse(now());
    }

    /** The latest run that measured something, by whichever system. */
    Results with(Subject subject) {
        return latest(results -> results.has(subject));
    }

    /** A claim's verdict by the latest run that can judge it, this one first. */
    Claim.Verdict verdict(Claim claim) {
        Results judge = latest(results -> claim.verdict(results).mark() != Claim.Mark.NOT_MEASURED);
        Claim.Verdict verdict = claim.verdict(judge);
        return judge == now()
                ? verdict
                : new Claim.Verdict(verdict.mark(), verdict.measured() + " (an earlier run)");
    }

    /** Of what, where and when the measurements of these kinds were made, in a sentence. */
    String origin(Results results, Kind... kinds) {
        List<Measurement> measured =
                results.all().stream()
                        .filter(Measurement::succeeded)
                        .filter(m -> List.of(kinds).contains(m.request().kind()))
                        .toList();
        if (measured.isEmpty()) {
            return "";
        }
        TreeSet<String> days =
                measured.stream()
                        .map(m -> m.startedAt().substring(0, 10))
                        .collect(Collectors.toCollection(TreeSet::new));
        String when = days.size() == 1 ? "on " + days.first() : days.first() + " to " + days.last();
        return (results == now() ? "" : "Not measured in this run, but in an earlier one. ")
                + "Measured %s; commit %s; %s."
                        .formatted(
                                when,
                                facts(measured, m -> m.origin().commit()),
                                facts(measured, m -> m.origin().processor()));
    }

    private static String facts(List<Measurement> measured, Function<Measurement, String> fact) {
        String facts =
                measured.stream()
                        .map(fact)
                        .filter(f -> !f.isEmpty())
                        .distinct()
                        .collect(Collectors.joining(", "));
        return facts.isEmpty() ? "unknown" : facts;
    }
}
