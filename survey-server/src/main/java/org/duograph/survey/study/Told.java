package org.duograph.survey.study;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a participant answered, as later texts tell it: {@code {answer.NAME}} is the answer in
 * words, or, where there is none, what stands behind a bar, {@code {answer.NAME|you}}.
 */
final class Told {
    static final String ANSWER = "answer.";
    private static final String NOTHING = "…";

    /** Prompts by their names and by those of their fields. */
    private final Map<String, Prompt> prompts = new HashMap<>();

    private final Map<String, String> shown;

    /**
     * @param shown the answers to questions that are shown, by field
     */
    Told(Map<String, String> shown) {
        this.shown = shown;
    }

    /** From now on the answers to this prompt are told. */
    void add(Prompt prompt) {
        prompts.put(prompt.name(), prompt);
        prompt.fields().forEach(field -> prompts.put(field.name(), prompt));
    }

    /** The texts as they are read by somebody who is asked in this scope. */
    Texts fill(Texts texts, Scope scope) {
        return texts.fill(
                (placeholder, language) ->
                        placeholder.startsWith(ANSWER)
                                ? Optional.of(tell(placeholder, scope, language))
                                : scope.meaning(placeholder, language));
    }

    /** The name of a field or question that a placeholder asks for. */
    static String name(String placeholder) {
        return placeholder.substring(ANSWER.length()).replaceFirst("\\|.*", "").strip();
    }

    private String tell(String placeholder, Scope scope, String language) {
        int bar = placeholder.indexOf('|');
        String otherwise = bar < 0 ? NOTHING : placeholder.substring(bar + 1).strip();
        return scope.candidates(name(placeholder)).stream()
                .filter(prompts::containsKey)
                .findFirst()
                .map(name -> answer(prompts.get(name), name, language))
                .filter(words -> !words.isEmpty())
                .orElse(otherwise);
    }

    private String answer(Prompt prompt, String name, String language) {
        List<Field> fields = prompt.fields();
        if (!prompt.name().equals(name)) {
            return fields.stream()
                    .filter(field -> field.name().equals(name))
                    .map(field -> told(field, language))
                    .findFirst()
                    .orElse("");
        }
        return switch (prompt.question().kind()) {
            case MULTIPLE -> String.join(", ", told(fields, language));
            case RANKING ->
                    String.join(
                            ", ",
                            fields.stream()
                                    .filter(field -> shown.containsKey(field.name()))
                                    .sorted((a, b) -> Integer.compare(rank(a), rank(b)))
                                    .map(field -> field.label().in(language))
                                    .toList());
            default -> {
                // the words of "other" say more than the option
                List<String> told = told(fields, language);
                yield told.isEmpty() ? "" : told.get(told.size() - 1);
            }
        };
    }

    private int rank(Field field) {
        return new Answers(shown).number(field.name()).isPresent()
                ? (int) new Answers(shown).number(field.name()).getAsDouble()
                : Integer.MAX_VALUE;
    }

    private List<String> told(List<Field> fields, String language) {
        return fields.stream()
                .map(field -> told(field, language))
                .filter(words -> !words.isEmpty())
                .toList();
    }

    private String told(Field field, String language) {
        return Optional.ofNullable(shown.get(field.name()))
                .map(value -> field.inWords(value, language))
                .orElse("");
    }
}
