package org.duograph.survey.study;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the questions of a study, and the texts and items that they are made of. */
final class QuestionFile {
    private final List<String> languages;
    private final List<Item> frameworks;

    /**
     * @param frameworks what {@code options: frameworks} means
     */
    QuestionFile(List<String> languages, List<Item> frameworks) {
        this.languages = languages;
        this.frameworks = frameworks;
    }

    Question question(Entry entry) {
        Kind kind = entry.get("kind").oneOf(Kind.values());
        entry.only(StudyKeys.question(kind));
        List<Item> options = kind == Kind.SCALE ? scale(entry) : options(entry, kind);
        Texts other = optional(entry, "other");
        if (kind == Kind.SINGLE && !other.isEmpty()) {
            options.add(new Item(Question.OTHER, other));
        }
        entry.find("decline")
                .ifPresent(label -> options.add(new Item(Question.DECLINED, texts(label))));
        return new Question(
                name(entry),
                kind,
                texts(entry.get("text")),
                optional(entry, "hint"),
                entry.find("required").map(Entry::flag).orElse(false),
                entry.find("each").map(QuestionFile::isEnvironment).orElse(false),
                options,
                kind == Kind.MATRIX ? items(entry.get("rows")) : List.of(),
                range(entry, kind),
                kind == Kind.NUMBER ? texts(entry.get("unit")) : Texts.NONE,
                other,
                entry.find("lines").map(Entry::flag).orElse(false),
                condition(entry));
    }

    /** Fields begin with a letter; what begins otherwise is left to the form itself. */
    private static String name(Entry entry) {
        String name = entry.get("name").code();
        if (!Character.isLetter(name.charAt(0))) {
            throw entry.error("name '" + name + "' begins with no letter");
        }
        return name;
    }

    private static boolean isEnvironment(Entry each) {
        if (!each.text().equals("environment")) {
            throw each.error("a question can be repeated for each: environment, nothing else");
        }
        return true;
    }

    private List<Item> options(Entry entry, Kind kind) {
        if (!kind.hasOptions()) {
            return new ArrayList<>();
        }
        Entry options = entry.get("options");
        boolean named = !options.isList();
        if (named && !options.text().equals("frameworks")) {
            throw options.error("expected a list of options, or the word frameworks");
        }
        List<Item> items = new ArrayList<>(named ? frameworks : items(options));
        for (Item item : items) {
            if (Set.of(Question.OTHER, Question.DECLINED).contains(item.code())) {
                throw options.error("write '" + item.code() + "' as a key of the question instead");
            }
        }
        return items;
    }

    private List<Item> scale(Entry entry) {
        int min = entry.get("min").whole(0, 100);
        int max = entry.get("max").whole(min + 1, min + 20);
        Texts low = optional(entry, "low");
        Texts high = optional(entry, "high");
        List<Item> numbers = new ArrayList<>();
        for (int number = min; number <= max; number++) {
            String code = String.valueOf(number);
            Texts words = number == min ? low : number == max ? high : Texts.NONE;
            Texts label = Texts.same(languages, code);
            if (!words.isEmpty()) {
                label = words.map(text -> code + " – " + text);
            }
            numbers.add(new Item(code, label));
        }
        return numbers;
    }

    private static Range range(Entry entry, Kind kind) {
        if (!kind.isNumeric()) {
            return null;
        }
        BigDecimal min = entry.find("min").map(Entry::number).orElse(Range.MINUTES.min());
        BigDecimal max =
                kind == Kind.NUMBER
                        ? entry.get("max").number()
                        : entry.find("max").map(Entry::number).orElse(Range.MINUTES.max());
        if (min.compareTo(max) >= 0) {
            throw entry.error("min " + min + " is not below max " + max);
        }
        return new Range(min, max, entry.find("step").map(Entry::number).orElse(BigDecimal.ZERO));
    }

    /** The condition {@code show_if} of a section or question: values, or lists of values. */
    static Condition condition(Entry entry) {
        Map<String, List<String>> wanted = new LinkedHashMap<>();
        entry.find("show_if")
                .ifPresent(
                        fields ->
                                fields.map()
                                        .forEach(
                                                (name, values) ->
                                                        wanted.put(
                                                                name,
                                                                values.listOrOne().stream()
                                                                        .map(Entry::text)
                                                                        .toList())));
        return new Condition(wanted);
    }

    /** Items {@code {code: student, en: Student, de: ...}}, or with one label for all languages. */
    List<Item> items(Entry entry) {
        List<Item> items = new ArrayList<>();
        Set<String> codes = new HashSet<>();
        for (Entry item : entry.list()) {
            String code = item.get("code").code();
            if (!codes.add(code)) {
                throw item.error("code '" + code + "' is given twice");
            }
            items.add(
                    new Item(
                            code,
                            item.find("label").map(this::texts).orElseGet(() -> labels(item))));
        }
        if (items.isEmpty()) {
            throw entry.error("expected at least one item with code and label");
        }
        return items;
    }

    private Texts labels(Entry item) {
        Map<String, String> labels = new LinkedHashMap<>();
        languages.forEach(language -> labels.put(language, item.get(language).text()));
        return new Texts(labels);
    }

    private Texts optional(Entry entry, String key) {
        return entry.find(key).map(this::texts).orElse(Texts.NONE);
    }

    /** A text per language, or one for all. */
    Texts texts(Entry entry) {
        return entry.isMap() ? labels(entry) : Texts.same(languages, entry.text());
    }
}
