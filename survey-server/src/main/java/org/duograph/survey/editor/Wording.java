package org.duograph.survey.editor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One text in the languages of a study, as it stands in the tree and as it stands in a form. */
final class Wording {
    private Wording() {}

    /** The text in a language; empty where it is missing. A text without languages is for all. */
    static String in(Object text, String language) {
        return text instanceof Map ? Tree.word(Tree.map(text).get(language)) : Tree.word(text);
    }

    /** The first text there is, to call something by. */
    static String any(Object text, List<String> languages) {
        return languages.stream()
                .map(language -> in(text, language))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse("");
    }

    /**
     * Puts a text under a key, or takes it away where it is empty in all languages.
     *
     * @param typed by language
     */
    static void put(Map<String, Object> part, String key, Map<String, String> typed) {
        Object old = part.get(key);
        boolean same = typed.keySet().stream().allMatch(l -> in(old, l).equals(typed.get(l)));
        if (same) {
            return;
        }
        Map<String, Object> texts = old instanceof Map ? Tree.map(old) : new LinkedHashMap<>();
        typed.forEach((language, text) -> set(texts, language, text));
        if (texts.isEmpty()) {
            part.remove(key);
        } else {
            part.put(key, texts);
        }
    }

    /** The label of an item: under {@code label}, or else beside its code. */
    static Object ofItem(Map<String, Object> item) {
        return item.containsKey("label") ? item.get("label") : item;
    }

    static void putLabel(Map<String, Object> item, Map<String, String> typed) {
        Object old = ofItem(item);
        if (typed.keySet().stream().allMatch(l -> in(old, l).equals(typed.get(l)))) {
            return;
        }
        item.remove("label");
        typed.forEach((language, text) -> set(item, language, text));
    }

    static void set(Map<String, Object> part, String key, String text) {
        if (text.isEmpty()) {
            part.remove(key);
        } else if (!Tree.word(part.get(key)).equals(text)) {
            part.put(key, text);
        }
    }
}
