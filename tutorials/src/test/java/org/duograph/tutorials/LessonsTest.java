package org.duograph.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.duograph.tutorials.basics.FirstNet;
import org.duograph.tutorials.cifar10.SixLayers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The lessons print what their pages show.
 *
 * <p>After a wanted change, {@code -Dduograph.record=true} writes the recorded outputs anew.
 */
class LessonsTest {
    @TempDir Path folder;

    @Test
    void theFirstNetRunsAsItsPageSays() throws Exception {
        RecordedLesson lesson = new RecordedLesson("basics");
        String transcript = lesson.run(FirstNet::main, folder, folder.toString());
        lesson.checkParts(transcript, new PrintedText(1e-4));
        lesson.checkPicture(folder.resolve("my_first_net.svg"));
    }

    @Test
    void theSixLayersLearnAsTheirPageSays() throws Exception {
        RecordedLesson lesson = new RecordedLesson("cifar10");
        String transcript = lesson.run(SixLayers::main, folder, "quick", folder.toString());
        // Rounding differs between processors and grows from step to step.
        Pattern guesses = Pattern.compile("(?m)^ *\\d+ % [\\w-]+(?=, really)|[\\d.]+(?= % of)");
        lesson.checkParts(transcript, new PrintedText(0.08, guesses));
        lesson.checkPicture(folder.resolve("six_layers.svg"));
        assertThat(percentRight(transcript)).isGreaterThan(25);
        lesson.checkPicture(folder.resolve("images.png"));
    }

    private static double percentRight(String transcript) {
        var found = Pattern.compile("([\\d.]+) % of \\d+ test images").matcher(transcript);
        assertThat(found.find()).isTrue();
        return Double.parseDouble(found.group(1));
    }

    @Test
    void aLessonThatDoesNotExistIsAnsweredWithTheList() throws Exception {
        String printed = new RecordedLesson("none").run(Lessons::main, folder);
        assertThat(printed).contains("-Dlesson=NAME", "basics", "cifar10");
    }
}
