package org.duograph.survey.results.export;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.duograph.survey.results.AskedField;
import org.duograph.survey.results.Reading;
import org.duograph.survey.results.Selection;
import org.duograph.survey.store.Response;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Study;

/**
 * Takes out of a selection what could tell who answered: ids, times and language, everything in own
 * words, and, of what participants say about themselves, values that fewer than three share, which
 * become {@value #RARE}. Rows are numbered in the order of random ids, not of arrival.
 */
final class Anonymiser {

    static final String RARE = "rare";
    private static final int FEWEST_ALIKE = 3;

    private final List<AskedField> fields;
    private final Set<String> names = new HashSet<>();
    private final Map<String, Map<String, Integer>> alike = new HashMap<>();

    /** Reads the selection once, to see which values are rare. */
    Anonymiser(Selection selection) {
        fields =
                selection.fields().stream()
                        .filter(field -> field.field().type() != Field.Type.WORDS)
                        .toList();
        for (AskedField field : fields) {
            names.add(field.column());
            if (isAboutThemselves(field.field(), selection.study())) {
                alike.put(field.column(), new HashMap<>());
            }
        }
        try (Stream<Response> responses = selection.responses()) {
            Reading reading = selection.reading();
            responses.map(reading::read).forEach(this::count);
        }
    }

    /** Not what they think of a framework, nor which one they choose. */
    private static boolean isAboutThemselves(Field field, Study study) {
        return field.framework().isEmpty()
                && field.options().stream().noneMatch(study.frameworks()::contains);
    }

    private void count(Reading.Read read) {
        read.answers()
                .forEach(
                        (column, value) -> {
                            if (alike.containsKey(column)) {
                                alike.get(column).merge(value, 1, Integer::sum);
                            }
                        });
    }

    /** The fields that are left. */
    List<AskedField> fields() {
        return new ArrayList<>(fields);
    }

    /** The row of a response, which was the {@code number}-th. */
    Row clean(Reading.Read read, int number) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put(Row.RESPONSE, Integer.toString(number));
        about.put(Row.STUDY, read.response().study());
        about.put(Row.VERSION, Integer.toString(read.response().version()));
        Map<String, String> answers = new HashMap<>(read.answers());
        answers.keySet().retainAll(names);
        answers.replaceAll(this::hideRare);
        return new Row(about, answers);
    }

    private String hideRare(String field, String value) {
        Map<String, Integer> counts = alike.get(field);
        return counts != null && counts.getOrDefault(value, 0) < FEWEST_ALIKE ? RARE : value;
    }
}
