package org.duograph.survey.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What chance decides for a participant is kept, and makes the same pages again. */
class DrawnTest {
    private final Study study = Study.proofread(Studies.text("question-types"));
    private final List<String> drawn = study.draw(1, Optional.of("friendly"), new Random(7));

    @Test
    void whatWasDrawnIsKeptAsWordsAndReadAgain() {
        assertThat(drawn).hasSize(3 + 1 + 4).contains("group=friendly");
        assertThat(Drawn.read(drawn).words()).isEqualTo(drawn);
        assertThat(study.isOrder(drawn)).isTrue();
    }

    @Test
    void theSameWordsMakeTheSamePages() {
        Answers answers = Answers.of("fun", "7", "editor", "ide");
        assertThat(study.pages(drawn, answers)).isEqualTo(study.pages(drawn, answers));
        assertThat(study.pages(drawn, answers)).extracting(Page::key).contains("experts");
    }

    @Test
    void whatStaysLastStaysLastAndNothingIsLost() {
        Set<List<String>> orders = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            List<String> words = study.draw(seed, Optional.of("plain"), new Random(seed));
            Prompt languages = prompt(words, "languages");
            List<String> names = languages.fields().stream().map(Field::name).toList();
            assertThat(names).hasSize(5).endsWith("languages.none", "languages.other");
            orders.add(names);
            List<Item> editors = prompt(words, "editor").fields().get(0).options();
            assertThat(editors.subList(2, 4))
                    .extracting(Item::code)
                    .containsExactly("other", "declined");
        }
        assertThat(orders).hasSize(6);
    }

    @Test
    void questionsChangePlacesAndWhatIsOnlyReadDoesNot() {
        Set<List<String>> orders = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            List<String> words = study.draw(0, Optional.of("friendly"), new Random(seed));
            Page page =
                    study.pages(words, Answers.of("fun", "7")).stream()
                            .filter(p -> p.key().equals("experts"))
                            .findFirst()
                            .orElseThrow();
            List<String> names = page.prompts().stream().map(Prompt::name).toList();
            assertThat(names.get(1)).isEqualTo("thanks");
            assertThat(names.get(3)).isEqualTo("anything");
            orders.add(names);
        }
        assertThat(orders).hasSize(2);
    }

    @Test
    void whatChanceCouldNotHaveGivenIsNoOrder() {
        for (String word : drawn) {
            List<String> less = drawn.stream().filter(w -> !w.equals(word)).toList();
            assertThat(study.isOrder(less)).as("without %s", word).isFalse();
        }
        assertThat(study.isOrder(with("group=friendly", "group=other"))).isFalse();
        String editor =
                drawn.stream().filter(w -> w.startsWith("options.editor=")).findFirst().get();
        assertThat(study.isOrder(with(editor, "options.editor=ide,ide"))).isFalse();
        assertThat(study.isOrder(with(editor, "options.nothing=ide,editor"))).isFalse();
    }

    @Test
    void studiesWithoutAnythingToDrawHaveOnlyTheirFrameworks() {
        Study paper = Studies.frameworkUsability();
        assertThat(paper.draw(0, Optional.empty(), new Random(0))).isEqualTo(paper.order(0));
    }

    private List<String> with(String word, String other) {
        return drawn.stream().map(w -> w.equals(word) ? other : w).toList();
    }

    private Prompt prompt(List<String> words, String name) {
        return study.pages(words, Answers.NONE).stream()
                .flatMap(page -> page.prompts().stream())
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
