package org.duograph.survey.editor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A part of a study as inputs, and inputs as a part. */
final class PartForm {
    private static final int EMPTY_ROWS = 2;

    private final Map<String, Object> part;
    private final List<String> languages;

    /**
     * @param part the study, a section or a question: changed by {@link #put}
     */
    PartForm(Map<String, Object> part, List<String> languages) {
        this.part = part;
        this.languages = languages;
    }

    List<Input> inputs(List<String> keys) {
        return keys.stream()
                .flatMap(key -> Arrays.stream(FormKey.values()).filter(k -> k.key().equals(key)))
                .map(this::input)
                .toList();
    }

    private Input input(FormKey key) {
        Object value = part.get(key.key());
        return switch (key.type()) {
            case LINE, LINES -> new Input(key, "", texts(value), List.of(), Map.of());
            case FLAG -> Input.of(key, Tree.flag(value) ? "true" : "");
            case CODES ->
                    Input.of(
                            key,
                            value instanceof List
                                    ? String.join(
                                            " ", Tree.list(value).stream().map(Tree::word).toList())
                                    : Tree.word(value));
            case ITEMS, GROUPS -> new Input(key, Tree.word(value), Map.of(), rows(key), Map.of());
            case CHOICE ->
                    new Input(
                            key,
                            Tree.word(value),
                            Map.of(),
                            List.of(),
                            ordered("anonymous", "anonymous", "pseudonymous", "pseudonymous"));
            case EACH ->
                    new Input(
                            key,
                            Tree.word(value),
                            Map.of(),
                            List.of(),
                            part.containsKey("kind")
                                    ? ordered("", "no", "environment", "for each environment")
                                    : ordered("", "no", "framework", "for each that is compared"));
            default -> Input.of(key, Tree.word(value));
        };
    }

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) map.put(pairs[i], pairs[i + 1]);
        return map;
    }

    private Map<String, String> texts(Object value) {
        Map<String, String> texts = new LinkedHashMap<>();
        languages.forEach(language -> texts.put(language, Wording.in(value, language)));
        return texts;
    }

    /** The columns of a list of items: their labels, or the two ends between which one answers. */
    private List<String> columns(FormKey key) {
        boolean poles =
                key == FormKey.ROWS && Tree.word(part.get("kind")).equals("semantic-differential");
        return poles ? List.of("low", "high") : List.of("label");
    }

    private List<Input.Row> rows(FormKey key) {
        List<Map<String, Object>> items = new ArrayList<>();
        Tree.list(part.get(key.key())).forEach(item -> items.add(Tree.map(item)));
        boolean open = items.isEmpty() && Set.of(FormKey.OPTIONS, FormKey.ROWS).contains(key);
        for (int i = 0; i < (open ? 4 : EMPTY_ROWS); i++) items.add(Map.of());
        List<Input.Row> rows = new ArrayList<>();
        for (Map<String, Object> item : items) {
            Map<String, Map<String, String>> columns = new LinkedHashMap<>();
            for (String column : columns(key)) {
                boolean label = column.equals("label");
                columns.put(column, texts(label ? Wording.ofItem(item) : item.get(column)));
            }
            rows.add(
                    new Input.Row(
                            Tree.word(item.get("code")), columns, Tree.word(item.get("share"))));
        }
        return rows;
    }

    /**
     * Puts what was typed into the part. A key of which nothing was sent stays as it is.
     *
     * @param typed gives what was typed into a field; null if the form had none of this name
     */
    void put(List<String> keys, Function<String, String> typed) {
        for (String name : keys) {
            for (FormKey key : FormKey.values()) {
                if (key.key().equals(name)) put(key, typed);
            }
        }
    }

    private void put(FormKey key, Function<String, String> typed) {
        String name = key.key();
        String word = typed.apply(name);
        switch (key.type()) {
            case LINE, LINES -> {
                if (typed.apply(name + "." + languages.get(0)) != null) {
                    Wording.put(part, name, texts(name, typed));
                }
            }
            case FLAG -> {
                if (word != null) flag(name, word.equals("true"));
            }
            case CODES -> {
                if (word != null) codes(name, List.of(word.strip().split("[\\s,;]+")));
            }
            case NUMBER -> {
                if (word != null) number(part, name, word);
            }
            case CODE, CHOICE, EACH -> {
                if (word != null) Wording.set(part, name, word.strip());
            }
            case ITEMS, GROUPS -> {
                if (typed.apply(name + ".0.code") != null) items(key, typed);
            }
            case CONDITION, FIXED -> {}
        }
    }

    private Map<String, String> texts(String name, Function<String, String> typed) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String language : languages) {
            String text = typed.apply(name + "." + language);
            texts.put(language, text == null ? "" : text.replace("\r\n", "\n").strip());
        }
        return texts;
    }

    private void flag(String name, boolean on) {
        if (on != Tree.flag(part.get(name))) {
            if (on) part.put(name, true);
            else part.remove(name);
        }
    }

    private void codes(String name, List<String> words) {
        List<String> codes = words.stream().filter(word -> !word.isEmpty()).toList();
        Object old = part.get(name);
        List<String> before =
                old instanceof List
                        ? Tree.list(old).stream().map(Tree::word).toList()
                        : old == null ? List.of() : List.of(Tree.word(old));
        if (codes.isEmpty()) {
            part.remove(name);
        } else if (!codes.equals(before)) {
            part.put(name, new ArrayList<Object>(codes));
        }
    }

    private static void number(Map<String, Object> part, String name, String word) {
        String text = word.strip();
        boolean number = text.matches("-?\\d+([.,]\\d+)?");
        String value = number ? text.replace(',', '.') : text;
        if (value.isEmpty()) {
            part.remove(name);
        } else if (!value.equals(Tree.word(part.get(name)))) {
            part.put(name, number ? new java.math.BigDecimal(value) : value);
        }
    }

    private void items(FormKey key, Function<String, String> typed) {
        String name = key.key();
        if ("true".equals(typed.apply(name + ".frameworks"))) {
            if (!Tree.word(part.get(name)).equals("frameworks")) part.put(name, "frameworks");
            return;
        }
        List<Object> old = Tree.list(part.get(name));
        List<Object> items = new ArrayList<>();
        List<String> codes = new ArrayList<>();
        for (int i = 0; typed.apply(name + "." + i + ".code") != null; i++) {
            String prefix = name + "." + i;
            Map<String, Object> item =
                    i < old.size() && old.get(i) instanceof Map
                            ? Tree.map(old.get(i))
                            : new LinkedHashMap<>();
            if (isEmpty(key, prefix, typed)) {
                continue;
            }
            String code = typed.apply(prefix + ".code").strip();
            if (code.isEmpty()) {
                String column = columns(key).get(0).equals("label") ? "" : ".low";
                String label =
                        Wording.any(new LinkedHashMap<>(texts(prefix + column, typed)), languages);
                String otherwise = (key == FormKey.ROWS ? "row_" : "option_") + (i + 1);
                code = Codes.make(label, otherwise, reserved(codes));
            }
            codes.add(code);
            Wording.set(item, "code", code);
            for (String column : columns(key)) {
                if (column.equals("label")) Wording.putLabel(item, texts(prefix, typed));
                else Wording.put(item, column, texts(prefix + "." + column, typed));
            }
            String share = typed.apply(prefix + ".share");
            if (share != null) number(item, "share", share);
            items.add(item);
        }
        if (items.isEmpty()) {
            part.remove(name);
        } else if (!items.equals(old)) {
            part.put(name, items);
            keepList(name, old, items);
        }
    }

    /** The same list with other items, so that what was not changed stays as it is written. */
    private void keepList(String name, List<Object> old, List<Object> items) {
        if (!old.isEmpty()) {
            old.clear();
            old.addAll(items);
            part.put(name, old);
        }
    }

    private static List<String> reserved(List<String> codes) {
        List<String> taken = new ArrayList<>(codes);
        taken.addAll(List.of("other", "declined"));
        return taken;
    }

    private boolean isEmpty(FormKey key, String prefix, Function<String, String> typed) {
        boolean words =
                columns(key).stream()
                        .map(column -> column.equals("label") ? prefix : prefix + "." + column)
                        .allMatch(p -> texts(p, typed).values().stream().allMatch(String::isEmpty));
        return words && typed.apply(prefix + ".code").isBlank();
    }
}
