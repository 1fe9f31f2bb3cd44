package org.duograph.survey.web;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duograph.survey.study.Texts;

/**
 * What participants read besides the study's own texts, in one language ({@code
 * messages_LANGUAGE.properties}), with its numbers, dates and direction of writing. A language has
 * all messages or is not spoken at all.
 */
public final class Messages {
    private static final Pattern FILE =
            Pattern.compile("messages_([a-z]{2,3}(-[A-Z]{2})?).properties");
    private static final Pattern HOLE = Pattern.compile("\\{\\d}");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}(\\.\\d{1,6})?");

    private static final Map<String, Messages> SPOKEN = new ConcurrentHashMap<>();

    /** Its keys and holes are what every language needs. */
    private static final Messages ENGLISH = own("en");

    static {
        List.of("de", "es", "ar").forEach(Messages::own);
    }

    private final String language;
    private final Locale locale;
    private final Properties texts;

    private Messages(String language, Properties texts) {
        this.language = language;
        this.locale = Texts.locale(language);
        this.texts = texts;
    }

    private static Messages own(String language) {
        String file = "messages_" + language + ".properties";
        try (Reader reader =
                new java.io.InputStreamReader(
                        Messages.class.getResourceAsStream(file), StandardCharsets.UTF_8)) {
            return speak(language, reader, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads the languages of a folder besides our own, or in place of them.
     *
     * @throws IllegalArgumentException if one is not complete; says what is missing
     */
    static void speak(Path folder) {
        int found = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher name = FILE.matcher(file.getFileName().toString());
                if (name.matches()) {
                    try (Reader reader = Files.newBufferedReader(file)) {
                        speak(name.group(1), reader, file.toString());
                        found++;
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be read as UTF-8: " + e.getMessage(), e);
        }
        if (found == 0) {
            throw new IllegalArgumentException(
                    "there is no file such as messages_fr.properties in this folder");
        }
    }

    private static Messages speak(String language, Reader reader, String file) throws IOException {
        Properties texts = new Properties();
        texts.load(reader);
        Messages messages = new Messages(language, texts);
        List<String> wrong = ENGLISH == null ? List.of() : messages.wrong();
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(
                    file + " is not complete:\n  " + String.join("\n  ", wrong));
        }
        SPOKEN.put(language, messages);
        return messages;
    }

    /**
     * What keeps a language from being spoken: messages that are missing, strange or have holes.
     */
    private List<String> wrong() {
        List<String> wrong = new ArrayList<>();
        for (String key : new TreeSet<>(ENGLISH.texts.stringPropertyNames())) {
            String english = ENGLISH.texts.getProperty(key);
            String text = texts.getProperty(key, "");
            if (text.isBlank()) {
                wrong.add("missing: " + key + " = " + english);
            } else if (!holes(text).equals(holes(english))) {
                wrong.add(key + " has " + holes(text) + ", and needs " + holes(english));
            }
        }
        Set<String> unknown = new TreeSet<>(texts.stringPropertyNames());
        unknown.removeAll(ENGLISH.texts.stringPropertyNames());
        unknown.forEach(key -> wrong.add("unknown: " + key));
        return wrong;
    }

    private static Set<String> holes(String text) {
        Set<String> holes = new TreeSet<>();
        HOLE.matcher(text).results().map(MatchResult::group).forEach(holes::add);
        return holes;
    }

    /** The languages that the server speaks. */
    static Set<String> languages() {
        return new TreeSet<>(SPOKEN.keySet());
    }

    /**
     * Whether the server speaks a language, or that of its country: {@code pt} for {@code pt-BR}.
     */
    static boolean speaks(String language) {
        return SPOKEN.containsKey(language) || SPOKEN.containsKey(withoutCountry(language));
    }

    /** The messages in a language; in English if the server does not speak it. */
    static Messages in(String language) {
        Messages base = SPOKEN.getOrDefault(withoutCountry(language), ENGLISH);
        return SPOKEN.getOrDefault(language, base);
    }

    private static String withoutCountry(String language) {
        return language.replaceFirst("-.*", "");
    }

    /** How a language calls itself. */
    public static String name(String language) {
        Locale locale = Locale.forLanguageTag(language);
        return locale.getDisplayLanguage(locale);
    }

    /** Which way a language is written, as HTML says it: as its own name is. */
    public static String direction(String language) {
        return switch (Character.getDirectionality(name(language).codePointAt(0))) {
            case Character.DIRECTIONALITY_RIGHT_TO_LEFT,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC ->
                    "rtl";
            default -> "ltr";
        };
    }

    /** The language that they are in. */
    public String language() {
        return language;
    }

    /**
     * The text with {@code arguments} in place of {@code {0}}, {@code {1}}, ...; numbers as the
     * language writes them.
     */
    public String text(String key, Object... arguments) {
        String text = texts.getProperty(key);
        if (text == null) {
            throw new IllegalArgumentException("there is no message " + key);
        }
        for (int i = 0; i < arguments.length; i++) {
            text = text.replace("{" + i + "}", number(String.valueOf(arguments[i])));
        }
        return text;
    }

    /** How many letters are left, with {0} in place of the number. */
    public String left() {
        return texts.getProperty("page.left");
    }

    /** How many letters there are too many, with {0} in place of the number. */
    public String over() {
        return texts.getProperty("page.over");
    }

    /** A number as the language writes it, without marks of thousands; other words as they are. */
    public String number(String words) {
        if (!NUMBER.matcher(words).matches()) {
            return words;
        }
        NumberFormat format = NumberFormat.getInstance(locale);
        format.setGroupingUsed(false);
        format.setMaximumFractionDigits(6);
        return format.format(new BigDecimal(words));
    }

    /** A day as the language writes it. */
    public String day(LocalDate day) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).localizedBy(locale).format(day);
    }
}
