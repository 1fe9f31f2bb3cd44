package org.duograph.survey.results;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.duograph.survey.store.Response;
import org.duograph.survey.study.Answers;

/**
 * Which responses count, and which of their install times.
 *
 * @param language only responses in this language
 * @param version only responses to this version of the study
 * @param answers only responses with these answers, by column
 * @param tests also answers of researchers who tried the study; never without being asked for
 * @param measuredOnly only install minutes that participants say they measured; others are treated
 *     as not given
 * @param rewordings whether answers count together where versions only word the question otherwise
 */
public record Filter(
        Optional<String> language,
        Optional<Integer> version,
        SortedMap<String, String> answers,
        boolean tests,
        boolean measuredOnly,
        boolean rewordings) {

    /** Everything but tests. */
    public static final Filter NONE =
            new Filter(Optional.empty(), Optional.empty(), new TreeMap<>(), false, false, false);

    /** Before the name of a field in the query of an address. */
    public static final String ANSWER = "answer.";

    /**
     * Reads a filter from the query of an address. Blank values mean "any"; keys that are no
     * filters are left alone.
     *
     * @throws IllegalArgumentException if the version is not a number
     */
    public static Filter parse(Map<String, List<String>> query) {
        Map<String, String> first = new HashMap<>();
        query.forEach(
                (key, values) -> values.stream().findFirst().ifPresent(v -> first.put(key, v)));
        first.values().removeIf(String::isBlank);
        SortedMap<String, String> answers = new TreeMap<>();
        first.forEach(
                (key, value) -> {
                    if (key.startsWith(ANSWER)) {
                        answers.put(key.substring(ANSWER.length()), value);
                    }
                });
        return new Filter(
                Optional.ofNullable(first.get("language")),
                Optional.ofNullable(first.get("version")).map(Filter::number),
                answers,
                first.containsKey("tests"),
                first.containsKey("measured"),
                first.containsKey("rewordings"));
    }

    private static int number(String version) {
        if (!version.matches("\\d{1,9}")) {
            throw new IllegalArgumentException(
                    "The version to show must be a number such as 1, found \"" + version + "\"");
        }
        return Integer.parseInt(version);
    }

    /** The filter as the query of an address, "" if it lets everything through. */
    public String query() {
        StringBuilder query = new StringBuilder();
        language.ifPresent(value -> add(query, "language", value));
        version.ifPresent(value -> add(query, "version", value.toString()));
        answers.forEach((field, value) -> add(query, ANSWER + field, value));
        if (tests) {
            add(query, "tests", "1");
        }
        if (measuredOnly) {
            add(query, "measured", "1");
        }
        if (rewordings) {
            add(query, "rewordings", "1");
        }
        return query.toString();
    }

    private static void add(StringBuilder query, String key, String value) {
        query.append(query.length() == 0 ? "?" : "&")
                .append(URLEncoder.encode(key, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    /**
     * The response as it counts; nothing if it does not.
     *
     * @param columns what the filter's answers mean, by their names
     */
    Optional<Response> apply(Response response, Map<String, AskedField> columns) {
        boolean counts =
                (tests || !response.test())
                        && language.map(response.language()::equals).orElse(true)
                        && version.map(v -> v == response.version()).orElse(true)
                        && answers.entrySet().stream()
                                .allMatch(
                                        wanted ->
                                                holds(
                                                        response,
                                                        columns.get(wanted.getKey()),
                                                        wanted.getValue()));
        if (!counts) {
            return Optional.empty();
        }
        return Optional.of(measuredOnly ? withMeasuredMinutesOnly(response) : response);
    }

    private static boolean holds(Response response, AskedField column, String wanted) {
        return column != null
                && column.versions().contains(response.version())
                && response.answers().get(column.field().name()).map(wanted::equals).orElse(false);
    }

    private static Response withMeasuredMinutesOnly(Response response) {
        Map<String, String> kept = new HashMap<>(response.answers().values());
        kept.keySet()
                .removeIf(
                        field ->
                                field.startsWith(Fields.INSTALL_MINUTES)
                                        && !"measured"
                                                .equals(
                                                        response.answers()
                                                                .get(Fields.sourceOf(field))
                                                                .orElse("")));
        return response.with(new Answers(kept));
    }
}
