package org.duograph.survey.study;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The keys that a study file may have, in the order in which one writes them. The reader refuses
 * all others, and the editor offers these.
 */
public final class StudyKeys {
    /** The keys of a study. */
    public static final List<String> STUDY =
            List.of(
                    "study",
                    "version",
                    "languages",
                    "privacy",
                    "invited_only",
                    "panel",
                    "completion",
                    "title",
                    "introduction",
                    "consent",
                    "frameworks",
                    "environments",
                    "groups",
                    "sections");

    /** The keys of a section. */
    public static final List<String> SECTION =
            List.of(
                    "name",
                    "each",
                    "show_if",
                    "random",
                    "last",
                    "title",
                    "introduction",
                    "questions");

    /** The keys of an item besides its name in each language. */
    public static final List<String> ITEM = List.of("code", "label");

    /** The keys of a group, likewise. */
    public static final List<String> GROUP = List.of("code", "label", "share");

    /** The keys of a row of a semantic differential. */
    public static final List<String> POLES = List.of("code", "low", "high");

    /** The keys of a section that is a standard instrument. */
    public static final List<String> INSTRUMENT = List.of("instrument", "each", "show_if");

    private StudyKeys() {}

    /** The keys of a question of this kind. */
    public static List<String> question(Kind kind) {
        Set<String> keys = new LinkedHashSet<>(List.of("name", "kind", "each"));
        keys.addAll(List.of("required", "show_if", "text", "hint"));
        switch (kind) {
            case SINGLE -> keys.addAll(List.of("options", "random", "last", "other", "decline"));
            case MULTIPLE -> keys.addAll(List.of("options", "random", "last", "other"));
            case RANKING -> keys.addAll(List.of("options", "random", "last"));
            case MATRIX -> keys.addAll(List.of("rows", "options", "random", "last", "decline"));
            case SCALE -> keys.addAll(List.of("min", "max", "low", "high", "decline"));
            case NUMBER -> keys.addAll(List.of("min", "max", "step", "unit"));
            case MINUTES -> keys.addAll(List.of("min", "max", "step"));
            case SLIDER -> keys.addAll(List.of("min", "max", "step", "unit", "low", "high"));
            case DATE -> keys.addAll(List.of("min", "max"));
            case SEMANTIC_DIFFERENTIAL ->
                    keys.addAll(List.of("rows", "points", "random", "last", "decline"));
            case TEXT -> keys.add("lines");
            case INFO -> keys.remove("required");
        }
        return List.copyOf(keys);
    }
}
