package org.duograph.survey.results;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duograph.survey.store.Response;
import org.duograph.survey.study.Answers;
import org.duograph.survey.study.Drawn;
import org.duograph.survey.study.FieldChange;
import org.duograph.survey.study.Study;

/**
 * The responses to look at: the one query behind pages, plots, the report and all exports.
 *
 * @param versions all versions of the study, the oldest first
 * @param source opens the study's responses, tests and excluded ones too, as a stream that must be
 *     closed
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
        return withExcluded().filter(response -> response.remark().excluded().isEmpty());
    }

    /** Also those that a researcher excluded, which their remark tells apart; to be closed. */
    public Stream<Response> withExcluded() {
        Map<String, AskedField> columns =
                fields().stream().collect(Collectors.toMap(AskedField::column, f -> f));
        return source.get()
                .map(Selection::withGroup)
                .flatMap(response -> filter.apply(response, columns).stream());
    }

    /** The response with the group as if it had been answered, where there are groups. */
    private static Response withGroup(Response response) {
        Optional<String> group = Drawn.read(response.order()).group();
        if (group.isEmpty()) {
            return response;
        }
        Map<String, String> answers = new HashMap<>(response.answers().values());
        answers.put(Study.GROUP, group.get());
        return response.with(new Answers(answers));
    }

    /** What chance decides the order of, by the names of its columns. */
    public List<String> shuffled() {
        return versions.stream().flatMap(study -> study.shuffled().stream()).distinct().toList();
    }

    /** Whether a version keeps who was sent by a panel. */
    public boolean hasPanel() {
        return versions.stream().anyMatch(study -> study.panel().isPresent());
    }

    /** Fields of all versions, those of the latest first; one for each meaning that a name has. */
    public List<AskedField> fields() {
        return AskedField.all(versions, filter.rewordings());
    }

    /** Reads responses, each by its version. */
    public Reading reading() {
        return new Reading(versions, fields());
    }

    /** The selected responses field by field. */
    Columns columns() {
        Columns columns = new Columns(fields());
        Reading reading = reading();
        try (Stream<Response> responses = responses()) {
            responses.forEach(response -> columns.add(reading.read(response)));
        }
        return columns;
    }

    /** What each version changes in the meaning of answers, the oldest first. */
    List<FieldChange> changes() {
        return IntStream.range(1, versions.size())
                .boxed()
                .flatMap(i -> FieldChange.between(versions.subList(0, i), versions.get(i)).stream())
                .toList();
    }
}
