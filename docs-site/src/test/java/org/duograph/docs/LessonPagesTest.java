package org.duograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lessons end alike, so that readers find in each what they look for. */
class LessonPagesTest {
    private static final Path LESSONS = Path.of("src/docs/tutorials");

    @Test
    void eachSaysWhatOneCanDoAfterItAndThenWhereToGoNext() throws IOException {
        Map<String, Path> lessons = Folders.filesUnder(LESSONS, ".adoc");
        assertThat(lessons).hasSizeGreaterThan(15);
        for (Map.Entry<String, Path> lesson : lessons.entrySet()) {
            List<String> headings =
                    Files.readAllLines(lesson.getValue()).stream()
                            .filter(line -> line.startsWith("== "))
                            .toList();
            assertThat(headings)
                    .as(lesson.getKey())
                    .containsOnlyOnce("== What you can do now")
                    .endsWith("== Where to go next");
        }
    }

    @Test
    void thePageAboutNotebooksNamesTheLessonsThatAreNone() throws IOException {
        String about = Files.readString(Path.of("src/docs/notebooks.adoc"));
        String none = about.substring(about.indexOf("== Lessons that are none"));
        for (Map.Entry<String, Path> lesson : Folders.filesUnder(LESSONS, ".adoc").entrySet()) {
            boolean isNone = Files.readString(lesson.getValue()).contains("\n:notebook: none\n");
            assertThat(none.contains("xref:tutorials/" + lesson.getKey() + "["))
                    .as(lesson.getKey() + " is named among those that are no notebook")
                    .isEqualTo(isNone);
        }
    }
}
