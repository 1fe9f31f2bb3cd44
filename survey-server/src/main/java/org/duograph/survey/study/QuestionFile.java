package org.duograph.survey.study;

import java.math.BigDecimal;
import java.time.LocalDate;
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
        List<List<Item>> poles = kind == Kind.SEMANTIC_DIFFERENTIAL ? poles(entry) : List.of();
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
                rows(entry, kind),
                poles,
                range(entry, kind),
                kind == Kind.DATE ? days(entry) : null,
                kind == Kind.NUMBER ? texts(entry.get("unit")) : optional(entry, "unit"),
                kind == Kind.SLIDER ? optional(entry, "low") : Texts.NONE,
                kind == Kind.SLIDER ? optional(entry, "high") : Texts.NONE,
                other,
                entry.find("lines").map(Entry::flag).orElse(false),
                shuffle(entry),
                ConditionFile.condition(entry));
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
        return numbers(min, max, low, high);
    }

    /** The rows of a semantic differential, each named by its two poles. */
    private List<Item> rows(Entry entry, Kind kind) {
        if (kind != Kind.SEMANTIC_DIFFERENTIAL) {
            return kind == Kind.MATRIX ? items(entry.get("rows")) : List.of();
        }
        List<Item> rows = new ArrayList<>();
        Set<String> codes = new HashSet<>();
        for (Entry row : entry.get("rows").list(1)) {
            row.only(StudyKeys.POLES);
            String code = row.get("code").code();
            if (!codes.add(code)) {
                throw row.error("code '" + code + "' is given twice");
            }
            Texts low = texts(row.get("low"));
            Texts high = texts(row.get("high"));
            rows.add(new Item(code, low.then(Texts.same(languages, "–")).then(high)));
        }
        return rows;
    }

    private List<List<Item>> poles(Entry entry) {
        int points = entry.find("points").map(p -> p.whole(2, 11)).orElse(7);
        List<List<Item>> poles = new ArrayList<>();
        for (Entry row : entry.get("rows").list()) {
            List<Item> options = numbers(1, points, texts(row.get("low")), texts(row.get("high")));
            entry.find("decline")
                    .ifPresent(label -> options.add(new Item(Question.DECLINED, texts(label))));
            poles.add(options);
        }
        return poles;
    }

    private List<Item> numbers(int min, int max, Texts low, Texts high) {
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
                kind != Kind.MINUTES
                        ? entry.get("max").number()
                        : entry.find("max").map(Entry::number).orElse(Range.MINUTES.max());
        if (min.compareTo(max) >= 0) {
            throw entry.error("min " + min + " is not below max " + max);
        }
        BigDecimal step = kind == Kind.SLIDER ? BigDecimal.ONE : BigDecimal.ZERO;
        return new Range(min, max, entry.find("step").map(Entry::number).orElse(step));
    }

    private static Days days(Entry entry) {
        LocalDate min = entry.find("min").map(Entry::day).orElse(Days.ALL.min());
        LocalDate max = entry.find("max").map(Entry::day).orElse(Days.ALL.max());
        if (min.isAfter(max)) {
            throw entry.error("min " + min + " comes after max " + max);
        }
        return new Days(min, max);
    }

    /** Whether chance decides the order, and which codes stay at the end. */
    static Shuffle shuffle(Entry entry) {
        List<String> last =
                entry.find("last").stream()
                        .flatMap(codes -> codes.listOrOne().stream())
                        .map(Entry::text)
                        .toList();
        return new Shuffle(entry.find("random").map(Entry::flag).orElse(false), Set.copyOf(last));
    }

    /** Items {@code {code: student, en: Student, de: ...}}, or with one label for all languages. */
    List<Item> items(Entry entry) {
        List<Item> items = new ArrayList<>();
        Set<String> codes = new HashSet<>();
        for (Entry item : entry.list(1)) {
            String code = item.get("code").code();
            if (!codes.add(code)) {
                throw item.error("code '" + code + "' is given twice");
            }
            items.add(
                    new Item(
                            code,
                            item.find("label").map(this::texts).orElseGet(() -> labels(item))));
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
