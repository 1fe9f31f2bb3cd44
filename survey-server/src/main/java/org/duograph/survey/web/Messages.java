package org.duograph.survey.web;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * What participants read besides the study's own texts, in one language ({@code
 * messages_LANGUAGE.properties}). A study in a language that the server does not speak is shown
 * with English around it.
 */
public final class Messages {
    /** The languages that the server speaks; the first stands in for others. */
    static final List<String> LANGUAGES = List.of("en", "de");

    private final String language;
    private final ResourceBundle bundle;

    private Messages(String language, ResourceBundle bundle) {
        this.language = language;
        this.bundle = bundle;
    }

    /** The language that they are in. */
    public String language() {
        return language;
    }

    static Messages in(String language) {
        String spoken = language.replaceFirst("-.*", "");
        String known = LANGUAGES.contains(spoken) ? spoken : LANGUAGES.get(0);
        return new Messages(
                known,
                ResourceBundle.getBundle(
                        "org.duograph.survey.web.messages",
                        Locale.forLanguageTag(known),
                        ResourceBundle.Control.getNoFallbackControl(
                                ResourceBundle.Control.FORMAT_PROPERTIES)));
    }

    /** How a language calls itself. */
    public static String name(String language) {
        Locale locale = Locale.forLanguageTag(language);
        return locale.getDisplayLanguage(locale);
    }

    /** The text with {@code arguments} in place of {@code {0}}, {@code {1}}, ... */
    public String text(String key, Object... arguments) {
        String text = bundle.getString(key);
        for (int i = 0; i < arguments.length; i++) {
            text = text.replace("{" + i + "}", String.valueOf(arguments[i]));
        }
        return text;
    }
}
