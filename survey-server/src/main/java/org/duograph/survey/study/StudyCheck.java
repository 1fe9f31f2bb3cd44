package org.duograph.survey.study;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rejects a study with names given twice, or with conditions on what is asked later or never. */
final class StudyCheck {
    private static final int MOST_FIELDS = 1000;

    private final Map<Object, Entry> where;
    private final Map<String, Field> earlier = new HashMap<>();

    /**
     * @param where the place in the file of each section and question
     */
    StudyCheck(Map<Object, Entry> where) {
        this.where = where;
    }

    void check(Study study) {
        study.groupField().ifPresent(field -> earlier.put(Drawn.GROUP, field));
        Set<String> names = new HashSet<>();
        for (Section section : study.sections()) {
            if (!names.add(section.name())) {
                throw where.get(section)
                        .error("two sections are named '" + section.name() + "'; rename one");
            }
            for (Optional<Item> framework : repeats(section.eachFramework(), study.frameworks())) {
                check(section.showIf(), new Scope(framework, Optional.empty()), section);
                for (Question question : section.questions()) {
                    for (Optional<Item> environment :
                            repeats(question.eachEnvironment(), study.environments())) {
                        check(question, new Scope(framework, environment));
                    }
                }
            }
        }
        int fields = earlier.size() - (study.groups().isEmpty() ? 0 : 1);
        if (fields == 0 || fields > MOST_FIELDS) {
            throw new StudyFormatException(
                    1, "a study has 1 to " + MOST_FIELDS + " fields, this one " + fields);
        }
    }

    private void check(Question question, Scope scope) {
        check(question.showIf(), scope, question);
        for (Field field : fields(question, scope)) {
            if (earlier.put(field.name(), field) != null) {
                throw where.get(question)
                        .error("two fields are named '" + field.name() + "'; rename one question");
            }
        }
    }

    private void check(Condition condition, Scope scope, Object part) {
        for (Condition.Answered test : condition.tests()) {
            check(test.field(), test.wanted(), scope, part);
        }
    }

    private static List<Field> fields(Question question, Scope scope) {
        Drawn nothing = Drawn.read(List.of());
        return new PromptMaker(question, scope, new Told(Map.of()), nothing).prompt().fields();
    }

    private void check(String name, List<Wanted> values, Scope scope, Object part) {
        Field field =
                scope.candidates(name).stream()
                        .filter(earlier::containsKey)
                        .map(earlier::get)
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        where.get(part)
                                                .error(
                                                        "show_if looks at '"
                                                                + name
                                                                + "', but no earlier question"
                                                                + " has a field of this name"));
        for (Wanted wanted : values) {
            if (!Possible.in(field, wanted)) {
                throw where.get(part)
                        .error(
                                "show_if: '"
                                        + wanted
                                        + "' cannot be "
                                        + (field.options().isEmpty() ? "answered" : "chosen")
                                        + " in '"
                                        + name
                                        + "'"
                                        + Possible.hint(field));
            }
        }
    }

    private static List<Optional<Item>> repeats(boolean each, List<Item> items) {
        return each ? items.stream().map(Optional::of).toList() : List.of(Optional.empty());
    }
}
