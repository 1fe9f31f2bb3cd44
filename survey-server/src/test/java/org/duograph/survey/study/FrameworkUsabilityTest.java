package org.duograph.survey.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The study of the paper asks what the paper reports. */
class FrameworkUsabilityTest {
    private final Study study = Studies.frameworkUsability();
    private final List<String> order = List.of("caffe2", "tensorflow");

    @Test
    void hasTheFieldsThatTheResultsNeed() {
        List<String> names = new ArrayList<>(List.of("experience_years", "role"));
        for (String framework : List.of("tensorflow", "caffe2")) {
            for (String question :
                    List.of("used_before", "documentation", "writing", "debugging")) {
                names.add(question + "." + framework);
            }
            for (String environment : List.of("local", "remote")) {
                for (String question :
                        List.of("install_status", "install_minutes", "install_source")) {
                    names.add(question + "." + framework + "." + environment);
                }
            }
        }
        names.addAll(List.of("prefer.cnn", "prefer.rnn", "comment"));
        assertThat(study.fields())
                .extracting(Field::name)
                .containsAll(names)
                .doesNotHaveDuplicates();
    }

    @Test
    void aRowAsksWithItsQuestionAndOtherFieldsByThemselves() {
        assertThat(asks("prefer.cnn"))
                .isEqualTo(
                        "Which framework would you use to build ..."
                                + " a convolutional network (CNN)");
        assertThat(asks("documentation.caffe2")).contains("Caffe2").doesNotContain("{");
        assertThat(asks("comment"))
                .isEqualTo("Is there anything else that you would like to tell us?");
    }

    private String asks(String name) {
        return study.fields().stream()
                .filter(field -> field.name().equals(name))
                .map(field -> field.asks().in("en"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void showsFrameworksInTheOrderOfTheParticipant() {
        assertThat(study.pages(order, Answers.NONE))
                .extracting(Page::key)
                .containsExactly(
                        "experience",
                        "install.caffe2",
                        "install.tensorflow",
                        "judgement.caffe2",
                        "judgement.tensorflow",
                        "preference");
    }

    @Test
    void asksForMinutesOnlyWhereSomethingWasInstalledOrGivenUp() {
        Answers answers =
                Answers.of(
                        "install_status.caffe2.local", "gave_up",
                        "install_status.caffe2.remote", "never_tried");
        assertThat(study.shown(order, answers))
                .contains("install_minutes.caffe2.local")
                .doesNotContain(
                        "install_minutes.caffe2.remote", "install_minutes.tensorflow.local");
    }

    @Test
    void isCompleteOnlyWithAllRequiredAnswers() {
        assertThat(study.check(order, Answers.NONE))
                .extracting(Problem::field)
                .contains("experience_years", "prefer.cnn", "documentation.caffe2")
                .doesNotContain("comment", "install_minutes.caffe2.local");
    }

    @Test
    void speaksEnglishAndGermanEverywhere() {
        for (Field field : study.fields()) {
            for (String language : study.languages()) {
                assertThat(field.label().in(language)).as(field.name()).isNotBlank();
                assertThat(field.label().in(language)).doesNotContain("{");
            }
        }
        assertThat(Set.copyOf(study.languages())).containsExactlyInAnyOrder("en", "de");
    }
}
