package org.duograph.survey.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One text in every language of a study. Plain text, never markup.
 *
 * @param byLanguage the text by language tag, such as {@code en}
 */
public record Texts(Map<String, String> byLanguage) {

    /** A word in braces; with a blank behind the brace, it is a brace. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^\\s{}][^{}]*)\\}");

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

    /** What stands in braces in these texts, such as {@code framework}. */
    Set<String> placeholders() {
        Set<String> found = new TreeSet<>();
        for (String text : byLanguage.values()) {
            PLACEHOLDER.matcher(text).results().forEach(match -> found.add(match.group(1)));
        }
        return found;
    }

    /**
     * Puts words in place of what stands in braces; what has no meaning stays. Each text is gone
     * through once, so braces in the words mean nothing. Most texts have none, and each submission
     * asks for all texts of its study: those are not copied.
     *
     * @param meaning of a placeholder, in a language
     */
    Texts fill(BiFunction<String, String, Optional<String>> meaning) {
        if (byLanguage.values().stream().allMatch(text -> text.indexOf('{') < 0)) {
            return this;
        }
        Map<String, String> all = new LinkedHashMap<>();
        byLanguage.forEach(
                (language, text) ->
                        all.put(
                                language,
                                PLACEHOLDER
                                        .matcher(text)
                                        .replaceAll(
                                                match ->
                                                        Matcher.quoteReplacement(
                                                                meaning.apply(
                                                                                match.group(1),
                                                                                language)
                                                                        .orElse(match.group())))));
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

    /**
     * How a language writes numbers and days. Arabic of no country is written with Arabic digits,
     * as older JDKs have it; newer ones write it with European ones.
     */
    public static Locale locale(String language) {
        Locale locale = Locale.forLanguageTag(language);
        boolean arabic = locale.getLanguage().equals("ar") && locale.getCountry().isEmpty();
        return arabic
                ? new Locale.Builder()
                        .setLocale(locale)
                        .setUnicodeLocaleKeyword("nu", "arab")
                        .build()
                : locale;
    }
}
