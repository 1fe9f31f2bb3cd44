package org.duograph.survey.results;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duograph.survey.results.plot.Numbers;
import org.duograph.survey.statistics.Holm;
import org.duograph.survey.store.InstallTime;
import org.duograph.survey.study.FieldChange;
import org.duograph.survey.study.Study;

/**
 * Everything that pages and the report show of a study.
 *
 * @param study its latest version
 * @param filter which responses count
 * @param synthetic whether the answers are made up
 * @param n how many responses count
 * @param findings the paper's statements and what belongs to them
 * @param questions every field counted
 * @param changes what versions changed in the meaning of answers, which then stand apart
 */
public record Results(
        Study study,
        Filter filter,
        boolean synthetic,
        int n,
        List<Finding> findings,
        List<QuestionSummary> questions,
        List<FieldChange> changes) {

    public Results {
        findings = List.copyOf(findings);
        questions = List.copyOf(questions);
        changes = List.copyOf(changes);
    }

    /**
     * Computes the results of a selection.
     *
     * @param times the study's measured installations
     */
    public static Results of(Selection selection, List<InstallTime> times) {
        Study study = selection.study();
        Columns columns = selection.columns();
        Judgements judgements = new Judgements(study, columns);
        // They do not depend on each other, so they are computed at the same time.
        List<Supplier<Stream<Finding>>> findings =
                List.of(
                        () -> Stream.of(new Participants(study, columns).finding()),
                        () -> new Installations(study, columns).findings().stream(),
                        () -> new Measurements(study, columns, times).finding().stream(),
                        () ->
                                judgements
                                        .finding("documentation", "Score of the documentation")
                                        .stream(),
                        () -> new Preferences(study, columns).findings().stream(),
                        () -> judgements.finding("writing", "Ease of writing a model").stream(),
                        () -> judgements.finding("debugging", "Ease of finding mistakes").stream(),
                        () -> new InstrumentScores(study, columns).findings().stream(),
                        () -> new Groups(study, columns).finding().stream());
        return new Results(
                study,
                selection.filter(),
                selection.synthetic(),
                columns.n(),
                findings.parallelStream().flatMap(Supplier::get).toList(),
                QuestionSummary.all(study, columns),
                selection.changes());
    }

    /** All tests on the page, in its order. */
    public List<Comparison> comparisons() {
        return findings.stream().flatMap(finding -> finding.comparisons().stream()).toList();
    }

    /** Holm's correction of all tests on the page. */
    public Map<Comparison, Double> adjusted() {
        List<Comparison> tests = comparisons();
        double[] p = Holm.adjust(tests.stream().mapToDouble(Comparison::p).toArray());
        return IntStream.range(0, p.length)
                .boxed()
                .collect(Collectors.toMap(tests::get, i -> p[i], (first, same) -> first));
    }

    /** What many tests on one page do to their p-values, in plain language. */
    public String manyTests() {
        List<Comparison> tests = comparisons();
        if (tests.isEmpty()) {
            return "No tests were made: they need five answers or more.";
        }
        long before = tests.stream().filter(test -> test.p() <= 0.05).count();
        long after = adjusted().values().stream().filter(p -> p <= 0.05).count();
        return tests.size()
                + (tests.size() == 1 ? " test was" : " tests were")
                + " made on this page, all two-sided. Of "
                + tests.size()
                + " tests without any true difference, about "
                + Numbers.plain(tests.size() * 0.05)
                + " would fall below 0.05 by luck. "
                + before
                + " did, "
                + after
                + " after Holm's correction for all of them together.";
    }
}
