package org.duograph.survey.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.duograph.survey.results.plot.Numbers;
import org.duograph.survey.results.plot.Table;
import org.duograph.survey.statistics.Interval;
import org.duograph.survey.statistics.Sample;
import org.duograph.survey.statistics.Share;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Study;

/**
 * One field counted, whatever it asks, in one of its meanings.
 *
 * @param field the column's name
 * @param label what it asks, and in which versions if others mean something else by it
 * @param n how many answered it, declining aside; of a box, how many ticked any of its question
 * @param base who was asked
 * @param numbers choices counted, or numbers summed up; without rows for words
 * @param words answers in own words, the first few
 */
public record QuestionSummary(
        String field, String label, int n, Base base, Table numbers, List<String> words) {

    private static final List<String> HEADER =
            List.of("answer", "count", "share", "95 % interval (Wilson, approximate)");

    static List<QuestionSummary> all(Study study, Columns columns) {
        Wording wording = new Wording(study);
        return columns.fields().parallelStream().map(field -> of(field, columns, wording)).toList();
    }

    /** How many were asked, answered, declined and left it empty, in words. */
    public String counts() {
        int empty = base.asked() - n - base.declined();
        return "asked "
                + base.asked()
                + ", answered "
                + n
                + (base.declined() == 0 ? "" : ", declined " + base.declined())
                + (empty == 0 ? "" : ", left empty " + empty);
    }

    private static QuestionSummary of(AskedField asked, Columns columns, Wording wording) {
        Field field = asked.field();
        Table table =
                switch (field.type()) {
                    case CHOICE -> choices(asked, columns, wording);
                    case TICK -> ticks(asked, columns);
                    case NUMBER -> numbers(asked, columns);
                    case DATE -> dates(asked, columns);
                    case WORDS -> new Table(asked.column(), List.of(""), List.of());
                };
        return new QuestionSummary(
                asked.column(),
                wording.label(asked),
                columns.answered(asked),
                columns.base(asked),
                table,
                field.type() == Field.Type.WORDS ? columns.values(asked) : List.of());
    }

    private static Table choices(AskedField asked, Columns columns, Wording wording) {
        int n = columns.answered(asked);
        List<List<String>> rows = new ArrayList<>();
        columns.tally(asked)
                .forEach(
                        (code, count) ->
                                rows.add(row(wording.option(asked.field(), code), count, n)));
        return new Table(asked.column(), HEADER, rows);
    }

    /** Of those who answered the question: who was not asked cannot have left a box empty. */
    private static Table ticks(AskedField asked, Columns columns) {
        int ticked = (int) columns.values(asked).stream().filter(value -> value != null).count();
        return new Table(
                asked.column(), HEADER, List.of(row("ticked", ticked, columns.answered(asked))));
    }

    private static List<String> row(String label, int count, int n) {
        Interval interval = new Share(count, n).wilson();
        return List.of(
                label,
                Integer.toString(count),
                n == 0 ? "–" : Numbers.percent((double) count / n),
                n < Estimate.FEWEST_TO_JUDGE ? "–" : Numbers.bounds(interval, true));
    }

    /** Days, which written as they are stored sort as they come. */
    private static Table dates(AskedField asked, Columns columns) {
        List<String> days =
                columns.values(asked).stream().filter(Objects::nonNull).sorted().toList();
        int n = days.size();
        return new Table(
                asked.column(),
                List.of("first", "median", "last"),
                n == 0
                        ? List.of()
                        : List.of(List.of(days.get(0), days.get((n - 1) / 2), days.get(n - 1))));
    }

    private static Table numbers(AskedField asked, Columns columns) {
        Sample sample = Sample.of(Pairs.present(columns.numbers(asked)));
        return new Table(
                asked.column(),
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
