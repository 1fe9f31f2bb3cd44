package org.duograph.backend;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duograph.graph.Suggestion;

/**
 * What is said of how a backend shall work, as text: {@code memory=4GiB,precision=tf32}. Which
 * options there are, and what they mean, each backend's {@link BackendProvider#options} tells.
 */
public final class BackendOptions {
    /** Nothing is said. */
    public static final BackendOptions NONE = new BackendOptions(new LinkedHashMap<>());

    private static final String UNITS = "KMGT";

    private final Map<String, String> texts;

    private BackendOptions(Map<String, String> texts) {
        this.texts = texts;
    }

    /**
     * Reads {@code NAME=VALUE}, many of them between commas; an empty text says nothing.
     *
     * @throws IllegalArgumentException if a part is written otherwise, or a name stands there twice
     */
    public static BackendOptions parse(String text) {
        if (text.isBlank()) {
            return NONE;
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int is = part.indexOf('=');
            String name = is < 0 ? "" : part.substring(0, is).strip();
            if (name.isEmpty() || part.substring(is + 1).isBlank()) {
                throw new IllegalArgumentException(
                        "An option of a backend is written NAME=VALUE, such as memory=4GiB, found"
                                + " \"%s\" in \"%s\"".formatted(part, text));
            }
            if (texts.put(name, part.substring(is + 1).strip()) != null) {
                throw new IllegalArgumentException(
                        "Option \"%s\" stands twice in \"%s\"".formatted(name, text));
            }
        }
        return new BackendOptions(texts);
    }

    /** These options, and another one, which replaces one of the same name. */
    public BackendOptions with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(texts);
        more.put(name, value);
        return new BackendOptions(more);
    }

    /** Whether nothing is said. */
    public boolean isEmpty() {
        return texts.isEmpty();
    }

    /**
     * These options, if the backend has all of them.
     *
     * @param known what each of the backend's options means, by its name
     * @throws IllegalArgumentException if it lacks one; the message lists those that it has
     */
    public BackendOptions requireKnown(String backend, Map<String, String> known) {
        for (String name : texts.keySet()) {
            if (!known.containsKey(name)) {
                String has =
                        known.isEmpty()
                                ? "it has none"
                                : "it has " + String.join(", ", known.keySet());
                throw new IllegalArgumentException(
                        "Backend \"%s\" has no option \"%s\"; %s%s"
                                .formatted(
                                        backend,
                                        name,
                                        has,
                                        Suggestion.among(name, known.keySet())));
            }
        }
        return this;
    }

    /** What is said under a name, or {@code otherwise} where nothing is. */
    public String text(String name, String otherwise) {
        return texts.getOrDefault(name, otherwise);
    }

    /**
     * One of a few words.
     *
     * @throws IllegalArgumentException if another word is said; the message lists those allowed
     */
    public String word(String name, String otherwise, Collection<String> allowed) {
        String word = text(name, otherwise);
        if (!allowed.contains(word)) {
            throw wrong(name, "one of " + String.join(", ", allowed));
        }
        return word;
    }

    /**
     * Yes or no: {@code true} or {@code false}.
     *
     * @throws IllegalArgumentException if something else is said
     */
    public boolean flag(String name, boolean otherwise) {
        return word(name, "" + otherwise, List.of("true", "false")).equals("true");
    }

    /**
     * An amount of memory: {@code 512MiB}, {@code 4G} (of 1024 each), a plain number of bytes, or a
     * share of the whole, {@code 50%}.
     *
     * @param whole the bytes of which a share is taken
     * @throws IllegalArgumentException if something else is said, or nothing is left of it
     */
    public long bytes(String name, long whole, long otherwise) {
        String text = texts.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long bytes = text.endsWith("%") ? share(text, whole) : amount(text);
            if (bytes > 0) {
                return bytes;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // told below, as amounts of nothing are
        }
        throw wrong(name, "an amount of memory, such as 4GiB, 512MiB or 50%");
    }

    private static long share(String text, long whole) {
        double percent = Double.parseDouble(text.substring(0, text.length() - 1));
        return percent > 100 ? 0 : (long) (whole * (percent / 100));
    }

    private static long amount(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        String digits = upper.replaceFirst("(?<=[" + UNITS + "])I?B?$|(?<=[0-9])\\s*B$", "");
        int unit = UNITS.indexOf(digits.charAt(digits.length() - 1));
        if (unit < 0) {
            return Long.parseLong(digits);
        }
        double number = Double.parseDouble(digits.substring(0, digits.length() - 1));
        double bytes = number * (1L << 10 * (unit + 1));
        return bytes < Long.MAX_VALUE ? (long) bytes : 0;
    }

    private IllegalArgumentException wrong(String name, String expected) {
        return new IllegalArgumentException(
                "Option \"%s\" of a backend is %s, found \"%s\""
                        .formatted(name, expected, texts.get(name)));
    }

    /** As it is read: {@code memory=4GiB,precision=tf32}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        texts.forEach(
                (name, value) -> text.append(text.isEmpty() ? "" : ",").append(name + "=" + value));
        return text.toString();
    }
}
