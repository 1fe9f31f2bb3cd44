package org.duograph.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of lessons, and how one gets from it to a lesson's exercises. */
class LessonListTest {
    /** Lessons of commands alone. */
    private static final Set<String> WITHOUT_PROGRAM = Set.of("gpu", "paper", "study");

    @TempDir Path folder;

    @Test
    void aLessonThatDoesNotExistIsAnsweredWithTheList() throws Exception {
        String printed = new RecordedLesson("none").run(Lessons::main, folder);
        assertThat(printed).contains("-Dlesson=NAME", "basics", "cifar10");
    }

    @Test
    void theListHasEveryLessonWithTheTitleOfItsPageInReadingOrder() throws Exception {
        Path docs = Path.of("../docs-site/src/docs");
        Pattern page = Pattern.compile(" *tutorials/(\\w+)\\.adoc.*");
        List<String> wanted = new ArrayList<>();
        for (String line : Files.readAllLines(docs.resolve("nav.txt"))) {
            Matcher found = page.matcher(line);
            if (found.matches() && !WITHOUT_PROGRAM.contains(found.group(1))) {
                Path file = docs.resolve("tutorials/" + found.group(1) + ".adoc");
                String title = Files.readAllLines(file).get(0).substring(2);
                wanted.add("  %-11s %s".formatted(found.group(1), title));
            }
        }
        String printed = new RecordedLesson("none").run(Lessons::main, folder);
        assertThat(printed.lines().filter(line -> line.startsWith("  ")))
                .containsExactlyElementsOf(wanted);
    }

    @Test
    void anExerciseIsCheckedByItsNumber() throws Exception {
        assertThat(exercise("gradients", "2"))
                .startsWith("Exercise 2: A gradient of your own\n\nWrite the gradient of softsign")
                .contains("Not yet. Nothing is written yet: softsignGradient", "\nHint: put your");
        assertThat(exercise("gradients", "9"))
                .contains("has no exercise 9", "  1  The chain rule by hand");
        for (String lesson : List.of("basics", "sessions", "sequences", "cifar10", "characters")) {
            assertThat(exercise(lesson, "3")).startsWith("Exercise 3: ").contains("Not yet. ");
        }
    }

    @Test
    void whatTheCheckOfAnUnsolvedExerciseSaysIsOnThePage() throws Exception {
        RecordedLesson lesson = new RecordedLesson("gradients-exercises");
        lesson.checkParts("\n== First\n" + exercise("gradients", "1"), new PrintedText(0));
    }

    private String exercise(String lesson, String number) throws Exception {
        System.setProperty("exercise", number);
        try {
            return new RecordedLesson("none").run(Lessons::main, folder, lesson);
        } finally {
            System.clearProperty("exercise");
        }
    }
}
