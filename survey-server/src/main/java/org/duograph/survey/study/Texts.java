package org.duograph.survey.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * One text in every language of a study. Plain text, never markup.
 *
 * @param byLanguage the text by language tag, such as {@code en}
 */
public record Texts(Map<String, String> byLanguage) {

    /** No text in any language. */
    public static final Texts NONE = new Texts(Map.of());

    public Texts {
        byLanguage = Map.copyOf(byLanguage);
    }

    /** The same text in all {@code languages}: names and numbers need no translation. */
    public static Texts same(List<String> languages, String text) {
        Map<String, String> all = new LinkedHashMap<>();
        languages.forEach(language -> all.put(language, text));
        return new Texts(all);
    }

    /** The text in {@code language}; empty if there is none, for optional texts. */
    public String in(String language) {
        return byLanguage.getOrDefault(language, "");
    }

    public boolean isEmpty() {
        return byLanguage.isEmpty();
    }

    /**
     * Puts {@code word} in place of {@code {placeholder}}, each in its language. Most texts have no
     * placeholder, and each submission asks for all texts of its study: those are not copied.
     */
    Texts with(String placeholder, Texts word) {
        String written = "{" + placeholder + "}";
        if (byLanguage.values().stream().noneMatch(text -> text.contains(written))) {
            return this;
        }
        Map<String, String> all = new LinkedHashMap<>();
        byLanguage.forEach(
                (language, text) -> all.put(language, text.replace(written, word.in(language))));
        return new Texts(all);
    }

    /** Each text, a blank, and {@code more} in the same language. */
    Texts then(Texts more) {
        Map<String, String> all = new LinkedHashMap<>();
        byLanguage.forEach((language, text) -> all.put(language, text + " " + more.in(language)));
        return new Texts(all);
    }

    /** Adds to each text what {@code change} makes of it. */
    Texts map(UnaryOperator<String> change) {
        Map<String, String> all = new LinkedHashMap<>();
        byLanguage.forEach((language, text) -> all.put(language, change.apply(text)));
        return new Texts(all);
    }
}
