package org.duograph.survey.study;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A field that a newer version of a study asks otherwise, so that the same answer means something
 * else. Answers to the two are not counted together.
 *
 * <p>What participants read decides: kind, question, options, range and unit. A language more,
 * other hints, another order of options, and whether it is required or when it is shown, change
 * nothing.
 *
 * @param name of the field
 * @param since the version that it is compared with, the last one that asked it
 * @param words what changed, in plain words
 * @param rewordedOnly whether only the question is worded otherwise, all that can be answered being
 *     the same
 */
public record FieldChange(String name, int since, List<String> words, boolean rewordedOnly) {

    public FieldChange {
        words = List.copyOf(words);
    }

    /**
     * What a study changes of its earlier versions.
     *
     * @param earlier versions, the oldest first
     */
    public static List<FieldChange> between(List<Study> earlier, Study newer) {
        List<FieldChange> changes = new ArrayList<>();
        for (Field field : newer.fields()) {
            List<Study> newestFirst = new ArrayList<>(earlier);
            Collections.reverse(newestFirst);
            newestFirst.stream()
                    .filter(study -> study.field(field.name()).isPresent())
                    .findFirst()
                    .flatMap(s -> of(s.version(), s.field(field.name()).orElseThrow(), field))
                    .ifPresent(changes::add);
        }
        return changes;
    }

    /** What changed from one field to another of the same name; nothing if they mean the same. */
    public static Optional<FieldChange> of(int since, Field before, Field after) {
        List<String> words = new ArrayList<>();
        differ(words, "kind", name(before.question().kind()), name(after.question().kind()));
        if (before.type() != after.type() && words.isEmpty()) {
            differ(words, "answers", name(before.type()), name(after.type()));
        }
        compareOptions(words, before.options(), after.options());
        differ(words, "range", range(before), range(after));
        compareTexts(words, "unit", before.question().unit(), after.question().unit());
        int answerable = words.size();
        compareTexts(words, "question", before.asks(), after.asks());
        return words.isEmpty()
                ? Optional.empty()
                : Optional.of(new FieldChange(after.name(), since, words, answerable == 0));
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String range(Field field) {
        Range range = field.question().range();
        Days days = field.question().days();
        if (days != null) {
            return days.min() + " to " + days.max();
        }
        return range == null ? "any" : plain(range.min()) + " to " + plain(range.max());
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static void differ(List<String> words, String what, String before, String after) {
        if (!before.equals(after)) {
            words.add(what + ": was " + before + ", is " + after);
        }
    }

    private static void compareOptions(List<String> words, List<Item> before, List<Item> after) {
        Map<String, Texts> old = labels(before);
        Map<String, Texts> young = labels(after);
        old.forEach(
                (code, label) -> {
                    if (young.containsKey(code)) {
                        compareTexts(words, "option " + code, label, young.get(code));
                    } else {
                        words.add("option " + code + " (" + any(label) + ") is gone");
                    }
                });
        young.forEach(
                (code, label) -> {
                    if (!old.containsKey(code)) {
                        words.add("option " + code + " (" + any(label) + ") is new");
                    }
                });
    }

    private static Map<String, Texts> labels(List<Item> options) {
        Map<String, Texts> labels = new LinkedHashMap<>();
        options.forEach(option -> labels.put(option.code(), option.label()));
        return labels;
    }

    /** Texts differ if they do in a language of both; without such a language nothing is known. */
    private static void compareTexts(List<String> words, String what, Texts before, Texts after) {
        Set<String> both = new TreeSet<>(before.byLanguage().keySet());
        both.retainAll(after.byLanguage().keySet());
        if (both.isEmpty() && !before.equals(after)) {
            words.add(what + ": was “" + any(before) + "”, is “" + any(after) + "”");
        }
        for (String language : both) {
            String was = before.in(language).strip().replaceAll("\\s+", " ");
            String is = after.in(language).strip().replaceAll("\\s+", " ");
            if (!was.equals(is)) {
                words.add(what + " (" + language + "): was “" + was + "”, is “" + is + "”");
            }
        }
    }

    private static String any(Texts texts) {
        return new TreeSet<>(texts.byLanguage().values()).stream().findFirst().orElse("");
    }
}
