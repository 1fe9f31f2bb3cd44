package org.duograph.survey.results;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.duograph.survey.store.Response;
import org.duograph.survey.study.Answers;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Instrument;

/**
 * Responses field by field: what the findings are computed from. Equal values are kept once, and of
 * words only the first few, so that 100,000 responses fit in little memory.
 */
final class Columns {

    /** How many answers in own words a page shows; exports hold all. */
    static final int MOST_WORDS = 100;

    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, String> known = new HashMap<>();
    private final Map<Score, List<Double>> scores = new LinkedHashMap<>();
    private final SortedMap<String, Integer> orders = new TreeMap<>();
    private int n;

    /** A standard instrument as it was asked: of one framework, or once, with an empty suffix. */
    record Score(Instrument instrument, String suffix) {}

    Columns(List<Field> fields) {
        for (Field field : fields) {
            this.fields.put(field.name(), field);
            values.put(field.name(), new ArrayList<>());
            InstrumentScores.asked(field).ifPresent(score -> scores.put(score, new ArrayList<>()));
        }
    }

    void add(Response response) {
        n++;
        orders.merge(String.join(", ", response.order()), 1, Integer::sum);
        values.forEach((name, column) -> add(fields.get(name), column, response.answers()));
        scores.forEach(
                (score, column) -> {
                    OptionalDouble value =
                            score.instrument().score(response.answers(), score.suffix());
                    column.add(value.orElse(Double.NaN));
                });
    }

    private void add(Field field, List<String> column, Answers answers) {
        String value = answers.values().get(field.name());
        if (value != null) {
            counts.merge(field.name(), 1, Integer::sum);
        }
        if (field.type() != Field.Type.WORDS) {
            column.add(value == null ? null : known.computeIfAbsent(value, v -> v));
        } else if (value != null && column.size() < MOST_WORDS) {
            column.add(value);
        }
    }

    /** How many responses there are. */
    int n() {
        return n;
    }

    List<Field> fields() {
        return List.copyOf(fields.values());
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    Field field(String name) {
        return fields.get(name);
    }

    /** How many responses answer a field. */
    int answered(String field) {
        return counts.getOrDefault(field, 0);
    }

    /** A field's value of each response, null where it has none; of words, the first few. */
    List<String> values(String field) {
        return Collections.unmodifiableList(values.get(field));
    }

    /** A field's number of each response, NaN where there is none or it is no number. */
    double[] numbers(String field) {
        return values.get(field).stream().mapToDouble(Columns::number).toArray();
    }

    private static double number(String value) {
        if (value == null || value.isEmpty()) {
            return Double.NaN;
        }
        char first = value.charAt(0);
        boolean numeric = first == '-' || Character.isDigit(first);
        try {
            return numeric ? Double.parseDouble(value) : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** How often each value was given, in the order of the field's options. */
    SortedMap<String, Integer> tally(String field) {
        List<String> order =
                fields.get(field).options().stream().map(option -> option.code()).toList();
        SortedMap<String, Integer> tally =
                new TreeMap<>(
                        Comparator.comparingInt(
                                        (String v) ->
                                                order.contains(v) ? order.indexOf(v) : order.size())
                                .thenComparing(v -> v));
        order.forEach(code -> tally.put(code, 0));
        for (String value : values.get(field)) {
            if (value != null) {
                tally.merge(value, 1, Integer::sum);
            }
        }
        return tally;
    }

    /** How often frameworks were asked in each order. */
    SortedMap<String, Integer> orders() {
        return Collections.unmodifiableSortedMap(orders);
    }

    /** The instruments that were asked. */
    List<Score> scores() {
        return List.copyOf(scores.keySet());
    }

    /** A score of each response, NaN where it has none. */
    double[] scores(Score score) {
        return scores.get(score).stream().mapToDouble(Double::doubleValue).toArray();
    }
}
