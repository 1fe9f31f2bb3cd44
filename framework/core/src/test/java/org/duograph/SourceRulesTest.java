package org.duograph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** House rules on the Java files of all modules that can be read off their names and lines. */
class SourceRulesTest {

    private static final int MOST_LINES = 400;

    private static final Set<String> PACKAGE_NAMES_THAT_SAY_NOTHING =
            Set.of("util", "utils", "common", "impl", "manager", "helper", "base");

    private static final Pattern TYPE_NAME_THAT_SAYS_NOTHING =
            Pattern.compile("Abstract.*|.*(Impl|Manager|Helper|Util|Utils)(Test)?");

    /** Names that Caffe2's users know. */
    private static final Set<String> KNOWN_FROM_CAFFE2 = Set.of("ModelHelper", "ModelHelperTest");

    private static final Pattern PRINTING =
            Pattern.compile("System\\.(out|err)\\b|\\.printStackTrace\\(");

    private static final Path ROOT = root();
    private static final List<Path> SOURCES = sources();

    @Test
    void noFileIsTooLongToReadAtOnce() {
        assertThat(sourcesWhere(file -> lines(file).size() > MOST_LINES))
                .as("files over %d lines: is there a second idea in them?", MOST_LINES)
                .isEmpty();
    }

    @Test
    void packageNamesSayWhatLivesThere() {
        assertThat(
                        sourcesWhere(
                                file ->
                                        Stream.of(packageOf(file).split("/"))
                                                .anyMatch(
                                                        PACKAGE_NAMES_THAT_SAY_NOTHING::contains)))
                .as("put a thing where its reader will look, in no package of these names")
                .isEmpty();
    }

    @Test
    void typeNamesSayWhatTheTypeIs() {
        assertThat(
                        sourcesWhere(
                                file ->
                                        !KNOWN_FROM_CAFFE2.contains(typeOf(file))
                                                && TYPE_NAME_THAT_SAYS_NOTHING
                                                        .matcher(typeOf(file))
                                                        .matches()))
                .as(
                        "name the thing itself: no Abstract..., ...Impl, ...Manager, ...Helper, ...Util")
                .isEmpty();
    }

    @Test
    void everyPackageIntroducesItself() {
        assertThat(
                        sourcesWhere(
                                file ->
                                        isMain(file)
                                                && Files.notExists(
                                                        file.resolveSibling("package-info.java"))))
                .as("write package-info.java: what lives here, what does not, read in this order")
                .isEmpty();
    }

    @Test
    void librariesDoNotPrint() {
        assertThat(
                        sourcesWhere(
                                file ->
                                        isLibrary(file)
                                                && lines(file).stream().anyMatch(this::prints)))
                .as("libraries return or throw what they have to say; the command line prints")
                .isEmpty();
    }

    private boolean prints(String line) {
        boolean comment = line.strip().startsWith("*") || line.strip().startsWith("//");
        return !comment && PRINTING.matcher(line).find();
    }

    private static boolean isMain(Path file) {
        return path(file).contains("/src/main/java/");
    }

    private static boolean isLibrary(Path file) {
        return isMain(file)
                && path(file).startsWith("framework/")
                && !path(file).startsWith("framework/cli/")
                && !path(file).startsWith("framework/testing/")
                && !path(file).endsWith("/Surroundings.java") // where Print prints, by default
                && !path(file).endsWith("/keras/Model.java") // where fit prints, by default
                && !path(file).endsWith("/Workspace.java");
    }

    private static String packageOf(Path file) {
        return path(file.getParent()).replaceFirst(".*/src/(main|test)/java/?", "");
    }

    private static String typeOf(Path file) {
        return file.getFileName().toString().replaceFirst("\\.java$", "");
    }

    /** The file's path below the root, with {@code /} on every system. */
    private static String path(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    private static List<String> sourcesWhere(Predicate<Path> wrong) {
        return SOURCES.stream().filter(wrong).map(SourceRulesTest::path).toList();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (Files.notExists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
            assertThat(folder)
                    .as("the folder with mvnw, above %s", Path.of("").toAbsolutePath())
                    .isNotNull();
        }
        return folder;
    }

    /** All Java files under a {@code src} folder; what the build makes lies in {@code target}. */
    private static List<Path> sources() {
        List<Path> found = new ArrayList<>();
        SimpleFileVisitor<Path> collect =
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes a) {
                        String name = folder.getFileName().toString();
                        boolean ours = !name.equals("target") && !name.startsWith(".");
                        return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                        if (path(file).matches(".*/src/(main|test)/java/.*\\.java")) {
                            found.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                };
        try {
            Files.walkFileTree(ROOT, collect);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(null);
        assertThat(found).as("Java files below %s", ROOT).isNotEmpty();
        return found;
    }
}
