package org.duograph.survey.results.export;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duograph.survey.results.AskedField;
import org.duograph.survey.results.Reading;
import org.duograph.survey.results.Status;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Item;
import org.duograph.survey.study.Kind;
import org.duograph.survey.study.Question;
import org.duograph.survey.study.Range;

/**
 * A column as statistics programs take it: numbers, of which some have labels and some say why
 * there is no answer; or words.
 *
 * @param name in programs that allow few characters in names, and do not tell capitals apart
 * @param column as in all files
 * @param label what it asks
 * @param measure what its numbers are good for
 * @param codes by option of the study, the number that stands for it
 * @param labels of these numbers, as participants read them
 * @param reasons the numbers that say why there is no answer; none for days and words
 */
record Variable(
        String name,
        String column,
        String label,
        Measure measure,
        Map<String, Integer> codes,
        Map<Integer, String> labels,
        Map<String, Integer> reasons) {

    /** What can be done with the values. */
    enum Measure {
        /** Numbers only stand for something. */
        NOMINAL,
        /** Numbers have an order. */
        ORDINAL,
        /** Numbers are amounts. */
        SCALE,
        /** Days, such as 2026-11-29. */
        DAY,
        /** No numbers. */
        WORDS;

        /** Whether values are numbers, some of which can say why there is no answer. */
        boolean isNumber() {
            return this != DAY && this != WORDS;
        }
    }

    private static final Set<Kind> ORDERED =
            EnumSet.of(Kind.SCALE, Kind.SEMANTIC_DIFFERENTIAL, Kind.RANKING);

    static final String DECLINED = "declined";
    static final String NO_ANSWER = "no answer";
    static final String NOT_ASKED = "not asked";
    private static final String HIDDEN = "rare, hidden";

    /** A column about the response. */
    static Variable about(String column) {
        String name = "@" + column.substring(1);
        return new Variable(name, column, "", Measure.WORDS, Map.of(), Map.of(), Map.of());
    }

    static Variable of(String name, AskedField asked, String language) {
        Field field = asked.field();
        Map<String, Integer> codes = codes(field);
        Map<Integer, String> labels = new LinkedHashMap<>();
        for (Item option : field.options()) {
            if (codes.containsKey(option.code())) {
                labels.put(codes.get(option.code()), option.label().in(language));
            }
        }
        if (field.type() == Field.Type.TICK) {
            labels.put(0, "not ticked");
            labels.put(1, "ticked");
        }
        Measure measure = measure(field);
        return new Variable(
                name,
                asked.column(),
                asked.label(language),
                measure,
                codes,
                labels,
                measure.isNumber() ? reasons(field, codes) : Map.of());
    }

    private static Measure measure(Field field) {
        Kind kind = field.question().kind();
        return switch (field.type()) {
            case NUMBER -> Measure.SCALE;
            case DATE -> Measure.DAY;
            case WORDS -> Measure.WORDS;
            case TICK -> Measure.NOMINAL;
            case CHOICE -> ORDERED.contains(kind) ? Measure.ORDINAL : Measure.NOMINAL;
        };
    }

    /** Options that are numbers keep them; others are counted from 1. */
    private static Map<String, Integer> codes(Field field) {
        List<String> options = new ArrayList<>();
        field.options().forEach(option -> options.add(option.code()));
        options.remove(Question.DECLINED);
        boolean numbers = options.stream().allMatch(code -> code.matches("0|[1-9]\\d{0,3}"));
        Map<String, Integer> codes = new LinkedHashMap<>();
        for (String option : options) {
            codes.put(option, numbers ? Integer.parseInt(option) : codes.size() + 1);
        }
        return codes;
    }

    /** −99 and the next ones, or as many nines as no answer can have. */
    private static Map<String, Integer> reasons(Field field, Map<String, Integer> codes) {
        Range range = field.question().range();
        int least = range == null ? 0 : range.min().intValue();
        int lowest = -99;
        while (lowest >= least - 4 && lowest > -99_999_999) {
            lowest = lowest * 10 - 9;
        }
        Map<String, Integer> reasons = new LinkedHashMap<>();
        reasons.put(NOT_ASKED, lowest);
        reasons.put(NO_ANSWER, lowest + 1);
        reasons.put(DECLINED, lowest + 2);
        reasons.put(HIDDEN, lowest + 3);
        return reasons;
    }

    /** The value of a response as it stands in the file. */
    String value(Row row, Reading.Read read, AskedField asked) {
        String answer = row.answers().getOrDefault(asked.column(), "");
        if (!measure.isNumber()) {
            return SpreadsheetGuard.guard(answer.replaceAll("\\R", " / "));
        }
        return number(answer, read.status(asked)).map(String::valueOf).orElse(answer);
    }

    private Optional<Integer> number(String answer, Status status) {
        return switch (status) {
            case NOT_ASKED -> Optional.of(reasons.get(NOT_ASKED));
            case NO_ANSWER -> Optional.of(reasons.get(NO_ANSWER));
            case DECLINED -> Optional.of(reasons.get(DECLINED));
            case ANSWERED -> {
                if (answer.equals(Anonymiser.RARE)) {
                    yield Optional.of(reasons.get(HIDDEN));
                }
                if (labels.containsKey(0) && labels.containsKey(1) && codes.isEmpty()) {
                    yield Optional.of(answer.isEmpty() ? 0 : 1);
                }
                yield Optional.ofNullable(codes.get(answer));
            }
        };
    }
}
