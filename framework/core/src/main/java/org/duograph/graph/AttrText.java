package org.duograph.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Attributes as one writes them in examples and samples: {@code policy=step, gamma=0.5,
 * stepvalue=[5, 12]}. What looks like a whole number is one, what looks like another number is a
 * double, and everything else is a word.
 */
final class AttrText {
    private AttrText() {}

    /**
     * The attributes by name, in the order of the text; none of an empty text.
     *
     * @throws IllegalArgumentException if a part of the text is not {@code name=value}, or begins
     *     like a number and is none
     */
    static Map<String, Object> parse(String text) {
        Map<String, Object> attrs = new LinkedHashMap<>();
        for (String part : split(text)) {
            int equals = part.indexOf('=');
            if (equals < 1 || attrs.containsKey(part.substring(0, equals).strip())) {
                throw new IllegalArgumentException(
                        "Attributes must be written as name=value, each once, found \""
                                + part.strip()
                                + "\" in \""
                                + text
                                + "\"");
            }
            attrs.put(part.substring(0, equals).strip(), value(part.substring(equals + 1).strip()));
        }
        return attrs;
    }

    private static Object value(String word) {
        if (word.startsWith("[") && word.endsWith("]")) {
            List<Object> all = new ArrayList<>();
            split(word.substring(1, word.length() - 1)).forEach(w -> all.add(value(w.strip())));
            return all;
        }
        boolean begins = !word.isEmpty() && "-.0123456789".indexOf(word.charAt(0)) >= 0;
        if (!begins || !consistsOf(word, "0123456789-+.eE")) {
            return word;
        }
        try {
            return consistsOf(word.substring(1), "0123456789") && word.charAt(0) != '.'
                    ? (Object) Long.valueOf(word)
                    : (Object) Double.valueOf(word);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + word + "\" looks like a number, but is none that can be read", e);
        }
    }

    private static boolean consistsOf(String word, String letters) {
        return word.chars().allMatch(c -> letters.indexOf(c) >= 0);
    }

    /** The parts between the commas that stand in no brackets. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        if (!text.isBlank()) {
            parts.add(text.substring(start));
        }
        return parts;
    }
}
