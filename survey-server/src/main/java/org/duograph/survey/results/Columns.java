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
import java.util.concurrent.ConcurrentHashMap;
import org.duograph.survey.store.Response;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Instrument;

/**
 * Responses field by field: what the findings are computed from. Equal values are kept once, and of
 * words only the first few, so that 100,000 responses fit in little memory.
 */
final class Columns {

    /** How many answers in own words a page shows; exports hold all. */
    static final int MOST_WORDS = 100;

    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final Map<String, double[]> numbers = new ConcurrentHashMap<>();
    private final Map<String, String> known = new HashMap<>();
    private final Map<Score, List<Double>> scores = new LinkedHashMap<>();
    private final SortedMap<String, Integer> orders = new TreeMap<>();
    private int n;

    /** One field of all responses. */
    private static final class Column {
        private final Field field;
        private final List<String> values = new ArrayList<>();
        private int answered;

        Column(Field field) {
            this.field = field;
        }

        /** Notes that responses up to the {@code n}-th do not answer it. */
        void fill(int n) {
            if (field.type() != Field.Type.WORDS && values.size() < n) {
                values.add(null);
            }
        }
    }

    /** A standard instrument as it was asked: of one framework, or once, with an empty suffix. */
    record Score(Instrument instrument, String suffix) {}

    Columns(List<Field> fields) {
        for (Field field : fields) {
            columns.put(field.name(), new Column(field));
            InstrumentScores.asked(field).ifPresent(score -> scores.put(score, new ArrayList<>()));
        }
    }

    /** Adds a response, while nothing has been asked yet. */
    void add(Response response) {
        orders.merge(String.join(", ", response.order()), 1, Integer::sum);
        response.answers().values().forEach(this::add);
        n++;
        columns.values().forEach(column -> column.fill(n));
        scores.forEach(
                (score, column) -> {
                    OptionalDouble value =
                            score.instrument().score(response.answers(), score.suffix());
                    column.add(value.orElse(Double.NaN));
                });
    }

    private void add(String field, String value) {
        Column column = columns.get(field);
        if (column == null) {
            return;
        }
        column.answered++;
        if (column.field.type() != Field.Type.WORDS) {
            column.values.add(known.computeIfAbsent(value, v -> v));
        } else if (column.values.size() < MOST_WORDS) {
            column.values.add(value);
        }
    }

    /** How many responses there are. */
    int n() {
        return n;
    }

    List<Field> fields() {
        return columns.values().stream().map(column -> column.field).toList();
    }

    boolean has(String field) {
        return columns.containsKey(field);
    }

    Field field(String name) {
        return columns.get(name).field;
    }

    /** How many responses answer a field. */
    int answered(String field) {
        return columns.get(field).answered;
    }

    /** A field's value of each response, null where it has none; of words, the first few. */
    List<String> values(String field) {
        return Collections.unmodifiableList(columns.get(field).values);
    }

    /** A field's number of each response, NaN where there is none or it is no number. */
    double[] numbers(String field) {
        return numbers.computeIfAbsent(
                        field,
                        name ->
                                columns.get(name).values.stream()
                                        .mapToDouble(Columns::number)
                                        .toArray())
                .clone();
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
                columns.get(field).field.options().stream().map(option -> option.code()).toList();
        Map<String, Integer> counts = new HashMap<>();
        order.forEach(code -> counts.put(code, 0));
        for (String value : columns.get(field).values) {
            if (value != null) {
                counts.merge(value, 1, Integer::sum);
            }
        }
        SortedMap<String, Integer> tally =
                new TreeMap<>(
                        Comparator.comparingInt(
                                        (String v) ->
                                                order.contains(v) ? order.indexOf(v) : order.size())
                                .thenComparing(v -> v));
        tally.putAll(counts);
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
