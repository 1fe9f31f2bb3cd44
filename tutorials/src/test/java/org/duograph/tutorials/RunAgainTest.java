package org.duograph.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code tutorials/lesson}, in a copy of the lessons. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script is for Unix shells")
class RunAgainTest {
    private static final String SOURCES = "tutorials/src/main/java/org/duograph/tutorials/";
    private static final String CLASSES = "tutorials/target/classes";

    @TempDir Path folder;
    private Path root;
    private Path started;

    @BeforeEach
    void aCheckoutInWhichMavenHasRunALesson() throws IOException {
        root = Files.createDirectory(folder.toRealPath().resolve("my checkout"));
        copy(Path.of("src/main/java"), root.resolve("tutorials/src/main/java"));
        copy(Path.of("target/classes"), root.resolve(CLASSES));
        copy(Path.of("lesson"), root.resolve("tutorials/lesson"));
        started = root.resolve("tutorials/target/lesson.args");
        System.setProperty("lesson.started", started.toString());
        try {
            RunAgain.remember();
        } finally {
            System.clearProperty("lesson.started");
        }
        String own = Path.of("target/classes").toAbsolutePath().toString();
        String all = Files.readString(started);
        assertThat(all).contains(own).doesNotContain("-Dlesson");
        Files.writeString(started, all.replace(own, root.resolve(CLASSES).toString()));
        // An edit may come within the same tick of the file system's clock.
        Files.setLastModifiedTime(started, FileTime.from(Instant.now().minusSeconds(2)));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** The exit code, and what both streams said. */
    private record Said(int code, String text) {}

    private Said lesson(String... args) throws IOException {
        List<String> line = new ArrayList<>(List.of(root.resolve("tutorials/lesson").toString()));
        line.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.directory(folder.toFile()).environment().put("LC_ALL", "C");
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes());
        return new Said(process.onExit().join().exitValue(), text);
    }

    private void edit(String file, String from, String to) throws IOException {
        Path source = root.resolve(SOURCES + file);
        String text = Files.readString(source);
        assertThat(text).contains(from);
        Files.writeString(source, text.replace(from, to));
    }

    @Test
    void aChangedLineIsCompiledAndRuns() throws IOException {
        Said first = lesson("basics", "-Dexercise=1");
        assertThat(first.text).startsWith("Exercise 1: ").contains("Nothing is written yet");
        assertThat(first.code).isZero();

        edit("basics/Exercises.java", "throw notDone()", "throw new IllegalStateException(MINE)");
        Said broken = lesson("basics", "-Dexercise=1");
        assertThat(broken.text)
                .contains(SOURCES + "basics/Exercises.java:", ": error: cannot find symbol")
                .contains("throw new IllegalStateException(MINE)")
                .endsWith("So the lesson was not run.\n");
        assertThat(broken.code).isEqualTo(1);

        edit("basics/Exercises.java", "(MINE)", "(\"mine\")");
        Said mended = lesson("-Dexercise=2", "basics");
        assertThat(mended.text)
                .startsWith("Exercise 2: ")
                .contains("It ended with IllegalStateException: mine");
        assertThat(mended.code).isZero();
    }

    @Test
    void whatChangedBesideTheLessonsIsLeftToMaven() throws IOException {
        Path core = root.resolve("framework/core");
        Path classes = Files.createDirectories(core.resolve("target/classes"));
        String options = Files.readString(started).replace("-classpath\n\"", "-classpath\n\"%s%s");
        Files.writeString(started, options.formatted(classes, File.pathSeparator));
        Path source = Files.createDirectories(core.resolve("src/main/java")).resolve("Relu.java");
        Files.createFile(source);
        Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis() + 5000));
        Said said = lesson("sessions");
        assertThat(said.text)
                .contains("changed since Maven compiled it: framework/core/src/main/java/Relu.java")
                .endsWith("once: ./mvnw -q -Plesson -Dlesson=sessions\n");
        assertThat(said.code).isEqualTo(2);

        Files.delete(source);
        Path pom = Files.createFile(core.resolve("pom.xml")); // another class path, perhaps
        Files.setLastModifiedTime(pom, FileTime.fromMillis(System.currentTimeMillis() + 5000));
        assertThat(lesson("sessions").text).contains("compiled it: framework/core/pom.xml");
    }

    @Test
    void beforeMavenHasRunALessonItSaysHow() throws IOException {
        Files.delete(started);
        Said said = lesson("faces");
        assertThat(said.text).endsWith("once: ./mvnw -q -Plesson -Dlesson=faces\n");
        assertThat(said.code).isEqualTo(1);
    }

    @Test
    void thePackageOfWhatChangedIsCompiledAndAllForWhatLessonsShare() throws IOException {
        FileTime since = Files.getLastModifiedTime(started);
        Path tutorials = root.resolve("tutorials");
        assertThat(ChangedSources.of(tutorials, since).files()).isEmpty();
        edit("basics/FirstNet.java", "class FirstNet", "class  FirstNet");
        assertThat(names(ChangedSources.of(tutorials, since).toCompile()))
                .containsExactly("BasicsChecks.java", "Exercises.java", "FirstNet.java");
        edit("Transcript.java", "class Transcript", "class  Transcript");
        assertThat(names(ChangedSources.of(tutorials, since).toCompile()))
                .contains("FirstSession.java", "Transcript.java", "Lessons.java")
                .doesNotContain("package-info.java");
    }

    private static List<String> names(List<Path> files) {
        return files.stream().map(file -> file.getFileName().toString()).toList();
    }
}
