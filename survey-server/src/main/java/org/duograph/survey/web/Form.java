package org.duograph.survey.web;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duograph.survey.study.Study;

/**
 * Reads forms, in which each field comes once. Answers stand in a name space of their own, so that
 * a question may have any name, those of the form's own fields too.
 */
public final class Form {
    /** Before the name of a study's field in the name of an input. */
    private static final String ANSWER = "answer.";

    /** The most bytes of one letter as forms send it: four of UTF-8, each as three characters. */
    static final int BYTES_OF_A_LETTER = 12;

    /** What our forms hold besides answers. */
    static final Set<String> OWN =
            Set.of(
                    Csrf.FIELD,
                    "agree",
                    "asked",
                    "go",
                    "language",
                    "order",
                    PanelId.FIELD,
                    "started",
                    "submission",
                    "trial",
                    "version");

    private Form() {}

    /** The name of the input for a study's field. */
    public static String nameOf(String field) {
        return ANSWER + field;
    }

    /** The most bytes that a form has in which every question of a study is answered at length. */
    static long largest(Study study) {
        return study.fields().stream()
                .mapToLong(
                        field ->
                                nameOf(field.name()).length()
                                        + (long) field.typed() * BYTES_OF_A_LETTER)
                .sum();
    }

    /**
     * What was answered, by the study's own names of its fields. A form that was opened before the
     * server was updated has no name space yet; it is read all the same.
     */
    static Map<String, String> answers(Map<String, String> form) {
        Map<String, String> answers = new LinkedHashMap<>();
        form.forEach(
                (name, value) -> {
                    if (name.startsWith(ANSWER)) {
                        answers.put(name.substring(ANSWER.length()), value);
                    }
                });
        if (answers.isEmpty()) {
            answers.putAll(form);
            answers.keySet().removeAll(OWN);
        }
        return answers;
    }

    /**
     * The value of a field.
     *
     * @throws Refusal (422) if the form does not have it exactly once
     */
    static String one(Context ctx, String field) {
        return only(field, ctx.formParams(field));
    }

    /**
     * All fields, in the order in which they were sent.
     *
     * @throws Refusal (422) if one is there twice
     */
    static Map<String, String> all(Context ctx) {
        Map<String, String> fields = new LinkedHashMap<>();
        ctx.formParamMap().forEach((field, values) -> fields.put(field, only(field, values)));
        return fields;
    }

    /**
     * What an address names.
     *
     * @throws Refusal (404) if there is no such thing
     */
    static <T> T found(Optional<T> thing) {
        return thing.orElseThrow(() -> new Refusal(404, Faults.explain(404)));
    }

    /** What somebody chose or wrote among the fields of a form, to be shown. */
    public static Map<String, String> words(Map<String, String> form) {
        Map<String, String> words = answers(form);
        words.values().removeIf(String::isBlank);
        return words;
    }

    /** What a form holds, for pages that say why it was refused: empty if it cannot be read. */
    static Map<String, String> typed(Context ctx) {
        Map<String, String> fields = new LinkedHashMap<>();
        try {
            ctx.formParamMap().forEach((field, values) -> fields.put(field, values.get(0)));
        } catch (Exception e) { // too large, broken off, or no form
            fields.clear();
        }
        return fields;
    }

    private static String only(String field, List<String> values) {
        if (values.size() != 1) {
            throw new Refusal(
                    422,
                    "The form has "
                            + values.size()
                            + " values for "
                            + field
                            + " where it should"
                            + " have one. Go back, reload the page, and send it again.");
        }
        return values.get(0);
    }
}
