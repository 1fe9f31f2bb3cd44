package org.duograph.survey.editor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.duograph.survey.study.Kind;
import org.duograph.survey.study.StudyKeys;
import org.junit.jupiter.api.Test;

class FormKeyTest {
    /** What the editor shows in ways of its own: numbers of versions, parts, kinds. */
    private static final Set<String> NO_FIELDS =
            Set.of("study", "version", "sections", "questions", "kind");

    @Test
    void everyKeyOfTheLanguageHasAFieldInTheForms() {
        Set<String> keys = new TreeSet<>(StudyKeys.STUDY);
        keys.addAll(StudyKeys.SECTION);
        for (Kind kind : Kind.values()) {
            keys.addAll(StudyKeys.question(kind));
        }
        keys.removeAll(NO_FIELDS);
        List<String> fields = Stream.of(FormKey.values()).map(FormKey::key).toList();
        assertThat(fields).containsAll(keys);
    }
}
