package org.duograph.survey.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads {@code show_if}: fields with what they must be, {@code all} and {@code any} of these. */
final class ConditionFile {
    static final String ALL = "all";
    static final String ANY = "any";

    private ConditionFile() {}

    /** The condition of a section or question. */
    static Condition condition(Entry entry) {
        return entry.find("show_if").map(ConditionFile::read).orElse(Condition.ALWAYS);
    }

    private static Condition read(Entry entry) {
        List<Condition> parts = new ArrayList<>();
        entry.map().forEach((key, value) -> parts.add(read(key, value)));
        return parts.size() == 1 ? parts.get(0) : new Condition.All(parts);
    }

    private static Condition read(String key, Entry value) {
        if (Set.of(ALL, ANY).contains(key) && isListOfConditions(value)) {
            List<Condition> parts = value.list().stream().map(ConditionFile::read).toList();
            return key.equals(ALL) ? new Condition.All(parts) : new Condition.Any(parts);
        }
        return new Condition.Answered(
                key, value.listOrOne().stream().map(Entry::text).map(Wanted::read).toList());
    }

    /** Else {@code any} is a question of this name. */
    private static boolean isListOfConditions(Entry value) {
        return value.isList() && value.list().stream().allMatch(Entry::isMap);
    }
}
