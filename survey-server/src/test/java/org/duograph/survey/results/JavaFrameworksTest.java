package org.duograph.survey.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.duograph.survey.store.Response;
import org.duograph.survey.study.Answers;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Studies;
import org.duograph.survey.study.Study;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

/** The study of three frameworks asks what the results read. */
class JavaFrameworksTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private final Study study = Study.parse(Studies.text("java-frameworks"));

    @Test
    void asksForWhatTheResultsNeed() {
        assertThat(study.fields())
                .extracting(Field::name)
                .containsExactlyInAnyOrder(
                        "install_status.duograph.local",
                        "install_minutes.duograph.local",
                        "documentation.duograph",
                        "install_status.tensorflow.local",
                        "install_minutes.tensorflow.local",
                        "documentation.tensorflow",
                        "install_status.pytorch.local",
                        "install_minutes.pytorch.local",
                        "documentation.pytorch",
                        "prefer.cnn",
                        "prefer.rnn");
    }

    @Test
    void resultsShowAllThreeFrameworksAndCompareNothingWithThePaper() {
        List<Response> responses = new ArrayList<>();
        for (int i = 0; i < 6; i++) responses.add(response(i));
        Selection selection = new Selection(List.of(study), responses::stream, Filter.NONE);
        Document report = Jsoup.parse(Report.html(Results.of(selection, List.of()), NOON));
        assertThat(report.select("h2").eachText())
                .contains(
                        "Minutes to install, own computer",
                        "Score of the documentation",
                        "Preferred for a CNN");
        for (String id : List.of("documentation", "prefer-cnn")) {
            assertThat(report.getElementById(id).text())
                    .contains("Duograph", "TensorFlow for Java", "PyTorch for Java");
        }
        assertThat(report.select(".paper")).isEmpty();
    }

    private Response response(int i) {
        List<String> answers = new ArrayList<>();
        int minutes = 10 + i;
        for (String framework : List.of("duograph", "tensorflow", "pytorch")) {
            answers.addAll(List.of("install_status." + framework + ".local", "installed"));
            answers.addAll(
                    List.of("install_minutes." + framework + ".local", String.valueOf(minutes++)));
            answers.addAll(List.of("documentation." + framework, String.valueOf(1 + minutes % 5)));
        }
        answers.addAll(List.of("prefer.cnn", "pytorch", "prefer.rnn", "tensorflow"));
        return new Response(
                "r" + i,
                study.id(),
                study.version(),
                "en",
                study.order(i),
                NOON,
                NOON,
                false,
                Answers.of(answers.toArray(String[]::new)));
    }
}
