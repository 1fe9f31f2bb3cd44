package org.duograph.tutorials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duograph.tutorials.LessonsTest.numbers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The lesson about convolutions runs in a Java machine of its own, which alone is asked for the
 * Vector API; {@link LessonsTest} tells how to record it anew.
 */
class ConvolutionLessonTest {
    private static final String[] VECTORS = {"--add-modules", "jdk.incubator.vector"};

    /** Times, speeds, errors, and how wide vectors and how many threads are on this machine. */
    private static final Pattern FREE =
            Pattern.compile(
                    " +[\\d.]+(?= +[\\d.]+ +[\\d.]+\n| +[\\d.]+\n|\n| GFLOP/s)"
                            + "|vectors of \\d+ floats|\\d\\.\\de-\\d+");

    @TempDir Path folder;

    @Test
    void aConvolutionGetsFastAsItsPageSays() throws Exception {
        RecordedLesson lesson = new RecordedLesson("convolution");
        String transcript = lesson.run(args -> java(VECTORS, args), folder, folder.toString());
        lesson.checkParts(transcript, new PrintedText(0, FREE));
        lesson.checkPicture(folder.resolve("speeds.svg"), new PrintedText(1e9));
        assertThat(transcript)
                .contains("150,994,944 multiplications")
                .contains("vector, rows of 576", "vector, winograd 4x4")
                .contains("six multiplications:  [19.0, 12.0]")
                .contains("four multiplications: [19.0, 12.0]")
                .doesNotContain("the same numbers: false");
        String[] tiles = transcript.split("144: ")[1].split("\n");
        assertThat(tiles[1]).isEqualTo(" 36: " + tiles[0]);
        double loops = numbers(transcript, "seven loops +(\\d\\.\\de-\\d+)").get(0);
        double rows = numbers(transcript, "\nrows +(\\d\\.\\de-\\d+)").get(0);
        double winograd = numbers(transcript, "\nwinograd +(\\d\\.\\de-\\d+)").get(0);
        assertThat(loops).isLessThan(2e-6);
        assertThat(rows).isLessThan(2e-6);
        assertThat(winograd).as("a digit less").isBetween(2 * rows, 1e-5);
        checkRecordedTimes();
    }

    @Test
    void withoutTheVectorApiItGoesOnByPlainLoopsAndSaysWhatToDo() throws Exception {
        RecordedLesson lesson = new RecordedLesson("convolution");
        String transcript =
                lesson.run(args -> java(new String[0], args), folder, folder.toString(), "1");
        assertThat(transcript)
                .contains("plain loops (the Vector API is not there", "--add-modules jdk.incubator")
                .contains("5 rows, no vectors", "7 all threads", "wrote ")
                .doesNotContain("inograd", "the same numbers: false");
    }

    /** No test times anything; but a recorded table has to bear out what the page says of it. */
    private static void checkRecordedTimes() throws IOException {
        String table = Files.readString(Path.of("recorded/convolution/times-1.txt"));
        List<Double> speeds = numbers(table, " ([\\d.]+)(?=\n)");
        assertThat(speeds).hasSize(8);
        for (int i = 1; i < 7; i++) {
            assertThat(speeds.get(i)).as("line " + (i + 1)).isGreaterThan(speeds.get(i - 1));
        }
        assertThat(speeds.get(7)).as("directly").isBetween(100 * speeds.get(0), speeds.get(6));
        String roofs = Files.readString(Path.of("recorded/convolution/times-2.txt"));
        double roofOfOne = numbers(roofs, "([\\d.]+) GFLOP").get(0);
        double vectors = speeds.get(4);
        double winograd = speeds.get(5);
        assertThat(vectors).as("near to the roof").isBetween(0.75 * roofOfOne, roofOfOne);
        assertThat(winograd).as("Winograd, above it").isGreaterThan(roofOfOne);
        assertThat(vectors / speeds.get(3)).as("several times").isGreaterThan(2);
        assertThat(winograd / vectors).as("but not four times").isBetween(1.5, 4.0);
    }

    /** Starts the lesson with these options of the JVM, and prints what it prints. */
    private static void java(String[] options, String[] args) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-Xmx2g", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Lessons.class.getName());
        command.add("convolution");
        command.addAll(List.of(args));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.print(out);
        assertThat(process.waitFor()).as(out).isZero();
    }
}
