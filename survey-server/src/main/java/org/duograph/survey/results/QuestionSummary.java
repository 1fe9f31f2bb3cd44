package org.duograph.survey.results;

import java.util.ArrayList;
import java.util.List;
import org.duograph.survey.results.plot.Numbers;
import org.duograph.survey.results.plot.Table;
import org.duograph.survey.statistics.Interval;
import org.duograph.survey.statistics.Sample;
import org.duograph.survey.statistics.Share;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Study;

/**
 * One field counted, whatever it asks.
 *
 * @param field its name
 * @param label what it asks
 * @param n how many answered it
 * @param missing how many did not: skipped it, or were not asked
 * @param numbers choices counted, or numbers summed up; without rows for words
 * @param words answers in own words, the first few
 */
public record QuestionSummary(
        String field, String label, int n, int missing, Table numbers, List<String> words) {

    static List<QuestionSummary> all(Study study, Columns columns) {
        Wording wording = new Wording(study);
        return columns.fields().parallelStream().map(field -> of(field, columns, wording)).toList();
    }

    private static QuestionSummary of(Field field, Columns columns, Wording wording) {
        String name = field.name();
        int n = columns.answered(name);
        Table table =
                switch (field.type()) {
                    case CHOICE -> choices(field, columns, wording);
                    case TICK -> ticks(name, columns.n(), n);
                    case NUMBER -> numbers(name, columns);
                    case WORDS -> new Table(name, List.of(""), List.of());
                };
        return new QuestionSummary(
                name,
                wording.label(field),
                n,
                columns.n() - n,
                table,
                field.type() == Field.Type.WORDS ? columns.values(name) : List.of());
    }

    private static Table choices(Field field, Columns columns, Wording wording) {
        int n = columns.answered(field.name());
        List<List<String>> rows = new ArrayList<>();
        columns.tally(field.name())
                .forEach((code, count) -> rows.add(row(wording.option(field, code), count, n)));
        return new Table(
                field.name(), List.of("answer", "count", "share", "95 % interval (Wilson)"), rows);
    }

    private static Table ticks(String name, int asked, int ticked) {
        return new Table(
                name,
                List.of("answer", "count", "share", "95 % interval (Wilson)"),
                List.of(row("ticked", ticked, asked)));
    }

    private static List<String> row(String label, int count, int n) {
        Interval interval = new Share(count, n).wilson();
        return List.of(
                label,
                Integer.toString(count),
                n == 0 ? "–" : Numbers.percent((double) count / n),
                n < Estimate.FEWEST_TO_JUDGE ? "–" : Numbers.bounds(interval, true));
    }

    private static Table numbers(String name, Columns columns) {
        Sample sample = Sample.of(Pairs.present(columns.numbers(name)));
        return new Table(
                name,
                List.of("least", "quarter", "median", "three quarters", "most", "mean"),
                List.of(
                        List.of(
                                Numbers.plain(sample.quantile(0)),
                                Numbers.plain(sample.quantile(0.25)),
                                Numbers.plain(sample.median()),
                                Numbers.plain(sample.quantile(0.75)),
                                Numbers.plain(sample.quantile(1)),
                                Numbers.plain(sample.mean()))));
    }
}
