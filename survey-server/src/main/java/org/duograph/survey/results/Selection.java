package org.duograph.survey.results;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.duograph.survey.store.Response;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Study;

/**
 * The responses to look at: the one query behind pages, plots, the report and all exports.
 *
 * @param versions all versions of the study, the oldest first
 * @param source opens the study's responses, tests included, as a stream that must be closed
 */
public record Selection(List<Study> versions, Supplier<Stream<Response>> source, Filter filter) {

    /** After the id of studies whose answers are made up. */
    public static final String SYNTHETIC = "-synthetic";

    public Selection {
        versions = List.copyOf(versions);
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("A study has at least one version, found none");
        }
    }

    /** The latest version. */
    public Study study() {
        return versions.get(versions.size() - 1);
    }

    /** Whether the answers are made up, to show what results look like. */
    public boolean synthetic() {
        return isSynthetic(study().id());
    }

    /** Whether a study's answers are made up. */
    public static boolean isSynthetic(String study) {
        return study.endsWith(SYNTHETIC);
    }

    /** The responses that count; to be closed. */
    public Stream<Response> responses() {
        return source.get().flatMap(response -> filter.apply(response).stream());
    }

    /**
     * Fields of all versions: those of the latest in its order, then what only older ones asked. A
     * name keeps the latest wording.
     */
    public List<Field> fields() {
        Map<String, Field> fields = new LinkedHashMap<>();
        for (int i = versions.size() - 1; i >= 0; i--) {
            versions.get(i).fields().forEach(field -> fields.putIfAbsent(field.name(), field));
        }
        return List.copyOf(fields.values());
    }

    /** The selected responses field by field. */
    Columns columns() {
        Columns columns = new Columns(fields());
        try (Stream<Response> responses = responses()) {
            responses.forEach(columns::add);
        }
        return columns;
    }
}
