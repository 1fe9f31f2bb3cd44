package org.duograph.survey.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.duograph.survey.study.Drawn;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Instrument;
import org.duograph.survey.study.Item;
import org.duograph.survey.study.Question;

/**
 * Responses field by field: what the findings are computed from. A field asked by its name means
 * what the newest version that asks it means; answers to versions that mean something else have
 * columns of their own. Equal values are kept once, and of words only the first few, so that
 * 100,000 responses fit in little memory.
 */
final class Columns {

    /** How many answers in own words a page shows; exports hold all. */
    static final int MOST_WORDS = 100;

    private final Map<String, Column> columns = new LinkedHashMap<>();

    /** The newest meaning of each field. */
    private final Map<String, Column> newest = new HashMap<>();

    private final Map<String, double[]> numbers = new ConcurrentHashMap<>();
    private final Map<String, String> known = new HashMap<>();
    private final Map<Score, List<Double>> scores = new LinkedHashMap<>();
    private final SortedMap<String, Integer> orders = new TreeMap<>();

    /** By version, how many were asked which fields. */
    private final Map<Integer, Map<Set<String>, Integer>> asked = new TreeMap<>();

    /** The version of each response. */
    private final List<Integer> versions = new ArrayList<>();

    /** One meaning of a field, of all responses. */
    private static final class Column {
        private final AskedField asked;
        private final List<String> values = new ArrayList<>();
        private int answered;
        private int declined;

        Column(AskedField asked) {
            this.asked = asked;
        }

        /** Notes that responses up to the {@code n}-th do not answer it. */
        void fill(int n) {
            if (asked.field().type() != Field.Type.WORDS && values.size() < n) {
                values.add(null);
            }
        }
    }

    /** A standard instrument as it was asked: of one framework, or once, with an empty suffix. */
    record Score(Instrument instrument, String suffix) {}

    Columns(List<AskedField> fields) {
        for (AskedField field : fields) {
            Column column = new Column(field);
            columns.put(field.column(), column);
            newest.putIfAbsent(field.field().name(), column);
            InstrumentScores.asked(field.field())
                    .ifPresent(score -> scores.putIfAbsent(score, new ArrayList<>()));
        }
    }

    /** Adds a response, while nothing has been asked yet. */
    void add(Reading.Read read) {
        int version = read.study().version();
        versions.add(version);
        orders.merge(
                String.join(", ", Drawn.read(read.response().order()).frameworks()),
                1,
                Integer::sum);
        asked.computeIfAbsent(version, v -> new IdentityHashMap<>())
                .merge(read.asked(), 1, Integer::sum);
        read.response()
                .answers()
                .values()
                .forEach((field, value) -> add(read.columns().get(field), value));
        read.answeredBoxes().forEach(box -> columns.get(box.column()).answered++);
        columns.values().forEach(column -> column.fill(n()));
        scores.forEach(
                (score, column) -> {
                    OptionalDouble value =
                            isAskedAsNow(score, version)
                                    ? score.instrument()
                                            .score(read.response().answers(), score.suffix())
                                    : OptionalDouble.empty();
                    column.add(value.orElse(Double.NaN));
                });
    }

    private void add(AskedField asked, String value) {
        if (asked == null) {
            return;
        }
        Column column = columns.get(asked.column());
        Field.Type type = asked.field().type();
        if (Reading.isDeclined(asked.field(), value)) {
            column.declined++;
        } else if (type != Field.Type.TICK) {
            column.answered++;
        }
        if (type != Field.Type.WORDS) {
            column.values.add(known.computeIfAbsent(value, v -> v));
        } else if (column.values.size() < MOST_WORDS) {
            column.values.add(value);
        }
    }

    private boolean isAskedAsNow(Score score, int version) {
        return InstrumentScores.items(score, newest.keySet())
                .allMatch(item -> newest.get(item).asked.versions().contains(version));
    }

    /** How many responses there are. */
    int n() {
        return versions.size();
    }

    /** All meanings of all fields. */
    List<AskedField> fields() {
        return columns.values().stream().map(column -> column.asked).toList();
    }

    boolean has(String field) {
        return newest.containsKey(field);
    }

    Field field(String name) {
        return newest.get(name).asked.field();
    }

    /** The newest meaning of a field. */
    AskedField asked(String field) {
        return newest.get(field).asked;
    }

    /** Whether the {@code i}-th response answers a version that means something else by a field. */
    boolean otherwise(String field, int i) {
        Column column = newest.get(field);
        return column.asked.otherwise()
                && !column.asked.versions().contains(versions.get(i))
                && columns.values().stream()
                        .anyMatch(
                                other ->
                                        other.asked.field().name().equals(field)
                                                && other.asked
                                                        .versions()
                                                        .contains(versions.get(i)));
    }

    /** How many responses answer a column, other than by declining. */
    int answered(AskedField column) {
        return columns.get(column.column()).answered;
    }

    /** Whether each response answers the question of a column: it may leave a box unticked. */
    boolean[] isAnswered(AskedField column) {
        Field field = column.field();
        List<Column> whole =
                columns.values().stream()
                        .filter(other -> other.asked.field().type() != Field.Type.WORDS)
                        .filter(other -> other.asked.field().question().equals(field.question()))
                        .filter(other -> other.asked.field().framework().equals(field.framework()))
                        .filter(
                                other ->
                                        other.asked
                                                .field()
                                                .environment()
                                                .equals(field.environment()))
                        .filter(
                                other ->
                                        field.type() == Field.Type.TICK
                                                || other.asked.column().equals(column.column()))
                        .toList();
        boolean[] answered = new boolean[n()];
        for (Column part : whole) {
            for (int i = 0; i < answered.length; i++) {
                String value = part.values.get(i);
                answered[i] |= value != null && !Reading.isDeclined(part.asked.field(), value);
            }
        }
        return answered;
    }

    /** How many responses answer a field, in its newest meaning, other than by declining. */
    int answered(String field) {
        return newest.get(field).answered;
    }

    /** Who was asked for a column. */
    Base base(AskedField asked) {
        Column column = columns.get(asked.column());
        int shown = asked(List.of(asked));
        return new Base(Math.max(shown, column.answered + column.declined), column.declined);
    }

    /** Who was asked for all of these fields, and declined one of them. */
    Base base(String... fields) {
        List<AskedField> all = Stream.of(fields).map(this::asked).toList();
        if (all.size() == 1) {
            return base(all.get(0));
        }
        int declined = 0;
        for (int i = 0; i < n(); i++) {
            int response = i;
            declined += all.stream().anyMatch(field -> isDeclined(field, response)) ? 1 : 0;
        }
        return new Base(asked(all), declined);
    }

    private boolean isDeclined(AskedField field, int i) {
        List<String> values = columns.get(field.column()).values;
        return i < values.size()
                && values.get(i) != null
                && Reading.isDeclined(field.field(), values.get(i));
    }

    private int asked(List<AskedField> all) {
        int count = 0;
        for (Map.Entry<Integer, Map<Set<String>, Integer>> version : asked.entrySet()) {
            if (all.stream().allMatch(field -> field.versions().contains(version.getKey()))) {
                for (Map.Entry<Set<String>, Integer> alike : version.getValue().entrySet()) {
                    boolean shown =
                            all.stream().allMatch(f -> alike.getKey().contains(f.field().name()));
                    count += shown ? alike.getValue() : 0;
                }
            }
        }
        return count;
    }

    /** A field's value of each response, null where it has none; of words, the first few. */
    List<String> values(String field) {
        return values(asked(field));
    }

    /** As {@link #values(String)}, of one meaning. */
    List<String> values(AskedField column) {
        return Collections.unmodifiableList(columns.get(column.column()).values);
    }

    /** A field's number of each response, NaN where there is none or it is no number. */
    double[] numbers(String field) {
        return numbers(asked(field));
    }

    /** As {@link #numbers(String)}, of one meaning. */
    double[] numbers(AskedField column) {
        return numbers.computeIfAbsent(
                        column.column(),
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

    /** How often each value of a field was given; see {@link #tally(AskedField)}. */
    SortedMap<String, Integer> tally(String field) {
        return tally(asked(field));
    }

    /** How often each value was given, in the order of the field's options; declining is none. */
    SortedMap<String, Integer> tally(AskedField column) {
        List<String> order =
                column.field().options().stream()
                        .map(Item::code)
                        .filter(code -> !code.equals(Question.DECLINED))
                        .toList();
        Map<String, Integer> counts = new HashMap<>();
        order.forEach(code -> counts.put(code, 0));
        for (String value : columns.get(column.column()).values) {
            if (value != null && !Reading.isDeclined(column.field(), value)) {
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

    /** Who was asked for all items of an instrument. */
    Base base(Score... scores) {
        return base(
                Arrays.stream(scores)
                        .flatMap(score -> InstrumentScores.items(score, newest.keySet()))
                        .toArray(String[]::new));
    }
}
