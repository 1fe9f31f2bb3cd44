package org.duograph.survey.study;

import java.util.List;
import java.util.Optional;

/** The group as if it were a question that chance answers. */
final class GroupField {
    private GroupField() {}

    static Optional<Field> of(Study study) {
        if (study.groups().isEmpty()) {
            return Optional.empty();
        }
        List<Item> options = study.groups().stream().map(Group::item).toList();
        Texts text = Texts.same(study.languages(), "Group");
        Question question =
                new Question(
                        Drawn.GROUP,
                        Kind.SINGLE,
                        text,
                        Texts.NONE,
                        false,
                        false,
                        options,
                        List.of(),
                        List.of(),
                        null,
                        null,
                        Texts.NONE,
                        Texts.NONE,
                        Texts.NONE,
                        Texts.NONE,
                        false,
                        Shuffle.NONE,
                        Condition.ALWAYS);
        return Optional.of(
                new Field(
                        Study.GROUP,
                        Field.Type.CHOICE,
                        text,
                        options,
                        question,
                        Optional.empty(),
                        Optional.empty()));
    }
}
