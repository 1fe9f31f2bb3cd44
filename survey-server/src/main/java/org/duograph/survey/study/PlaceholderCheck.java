package org.duograph.survey.study;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds words in braces that mean nothing where they stand. */
final class PlaceholderCheck {
    private final Entry root;
    private final Study study;
    private final Map<Object, Entry> where;
    private final List<StudyFormatException> problems = new ArrayList<>();

    /** Names of questions and fields that are asked on earlier pages. */
    private final Set<String> earlier = new HashSet<>();

    PlaceholderCheck(Entry root, Study study, Map<Object, Entry> where) {
        this.root = root;
        this.study = study;
        this.where = where;
    }

    List<StudyFormatException> problems() {
        for (String key : List.of("title", "introduction", "consent")) {
            root.find(key).ifPresent(text -> check(text, Scope.WHOLE_STUDY));
        }
        for (String key : List.of("frameworks", "environments", "groups")) {
            root.find(key).ifPresent(items -> check(items, Scope.WHOLE_STUDY));
        }
        for (Section section : study.sections()) {
            Optional<Item> framework = first(section.eachFramework(), study.frameworks());
            Scope scope = new Scope(framework, Optional.empty());
            Entry entry = where.get(section);
            for (String key : List.of("title", "introduction")) {
                entry.find(key).ifPresent(text -> check(text, scope));
            }
            for (Question question : section.questions()) {
                if (entry != where.get(question)) { // an instrument's text is not the researcher's
                    check(question, where.get(question), framework);
                }
            }
            note(section);
        }
        return problems;
    }

    private void check(Question question, Entry entry, Optional<Item> framework) {
        Scope scope = new Scope(framework, first(question.eachEnvironment(), study.environments()));
        entry.map()
                .forEach(
                        (key, value) -> {
                            if (!Set.of("show_if", "name", "last").contains(key)) {
                                check(value, scope);
                            }
                        });
    }

    private static Optional<Item> first(boolean each, List<Item> items) {
        return each ? items.stream().findFirst() : Optional.empty();
    }

    /** From the next page on, this one's answers can be told. */
    private void note(Section section) {
        for (Page page : study.pages()) {
            if (page.key().replaceFirst("\\..*", "").equals(section.name())) {
                page.prompts().stream()
                        .filter(prompt -> !prompt.fields().isEmpty())
                        .forEach(prompt -> earlier.add(prompt.name()));
                page.fields().forEach(field -> earlier.add(field.name()));
            }
        }
    }

    private void check(Entry texts, Scope scope) {
        for (Entry text : texts.texts()) {
            for (String placeholder : Texts.same(List.of(""), text.raw()).placeholders()) {
                check(text, placeholder, scope);
            }
        }
    }

    private void check(Entry text, String placeholder, Scope scope) {
        if (placeholder.startsWith(Told.ANSWER)) {
            String name = Told.name(placeholder);
            if (scope.candidates(name).stream().noneMatch(earlier::contains)) {
                problems.add(
                        text.error(
                                "{answer."
                                        + name
                                        + "}: no earlier page asks '"
                                        + name
                                        + "'; answers of the same page are not known yet"));
            }
        } else if (Set.of("framework", "environment").contains(placeholder)) {
            if (scope.meaning(placeholder, study.languages().get(0)).isEmpty()) {
                problems.add(
                        text.error(
                                "{%s} means something only in what has each: %s"
                                        .formatted(placeholder, placeholder)));
            }
        } else {
            problems.add(
                    text.error(
                            "{"
                                    + placeholder
                                    + "} means nothing; write {framework}, {environment} or"
                                    + " {answer.NAME}, or put a blank behind the brace if you mean"
                                    + " the brace"));
        }
    }
}
