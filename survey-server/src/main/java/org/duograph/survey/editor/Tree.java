package org.duograph.survey.editor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads parts of a tree that may be of any kind: what is not as expected counts as empty. */
final class Tree {
    private Tree() {}

    @SuppressWarnings("unchecked") // YamlText makes these
    static List<Object> list(Object part) {
        return part instanceof List ? (List<Object>) part : List.of();
    }

    @SuppressWarnings("unchecked") // YamlText makes these
    static Map<String, Object> map(Object part) {
        return part instanceof Map ? (Map<String, Object>) part : Map.of();
    }

    /** Maps only, in their order. */
    static List<Map<String, Object>> maps(Object part) {
        return list(part).stream().filter(Map.class::isInstance).map(Tree::map).toList();
    }

    static String word(Object part) {
        return part == null || part instanceof Map || part instanceof List
                ? ""
                : part.toString().strip();
    }

    static boolean flag(Object part) {
        return List.of("true", "yes").contains(word(part));
    }

    /** The list under a key, put there if there is none. */
    static List<Object> open(Map<String, Object> map, String key) {
        if (!(map.get(key) instanceof List)) {
            map.put(key, new ArrayList<>());
        }
        return list(map.get(key));
    }

    static Object copy(Object part) {
        if (part instanceof Map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map(part).forEach((key, value) -> copy.put(key, copy(value)));
            return copy;
        }
        return part instanceof List
                ? new ArrayList<>(list(part).stream().map(Tree::copy).toList())
                : part;
    }
}
