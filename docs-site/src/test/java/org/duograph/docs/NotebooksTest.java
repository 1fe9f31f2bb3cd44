package org.duograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.duograph.docs.snippets.Bars;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cells of each lesson's notebook run one after the other, and print what the page shows. */
class NotebooksTest {
    private static final Path FOLDER = Path.of("target/site/notebooks");

    /** A listing in the words of a notebook; what comes after a command is not from a cell. */
    private static final Pattern LISTING =
            Pattern.compile("```(text|console)\n(.*?)\n```", Pattern.DOTALL);

    /** Steps of a fast backend's plan, and lines of profiles, which are sorted by time. */
    private static final Pattern ANOTHER_TIME =
            Pattern.compile("\\[onednn|^lane onednn|^slow|^ +\\d+!? .* \\d+\\.\\d%|^ +[\\d.]+ ms ");

    private static final Pattern CLASSPATH = Pattern.compile("(?m)^%classpath (.*)$");
    private static final Path CLOTHES = Path.of("target/notebooks/clothes");
    private static final char SLASH = File.separatorChar;

    /** What the test changes: trainings that LessonsTest takes in full, data, a folder. */
    private static final Map<String, String> IN_THE_TEST =
            Map.of(
                    "steps = 2000",
                    "steps = 16",
                    "STEPS = 1500",
                    "STEPS = 100",
                    "EPOCHS = 20",
                    "EPOCHS = 2",
                    "paint(boat, night, 100)",
                    "paint(boat, night, 20)",
                    "first(6000, 1000)",
                    "first(500, 100)",
                    "standard().telling(",
                    "standard().withArchive(null).withEnvironment(Map.of(\"FASHION_MNIST_DIR\","
                            + " \"target/notebooks/clothes\")).telling(",
                    "own-operators",
                    "target/notebooks/own-operators");

    static Collection<String> lessons() throws IOException {
        return Folders.filesUnder(FOLDER, ".ipynb").keySet();
    }

    @Test
    void everyLessonHasOneUnlessItsPageSaysNot() throws IOException {
        List<String> wanted = new ArrayList<>();
        for (Map.Entry<String, Path> page :
                Folders.filesUnder(Path.of("src/docs/tutorials"), ".adoc").entrySet()) {
            if (!Files.readString(page.getValue()).contains("\n:notebook: none\n")) {
                wanted.add(page.getKey().replace(".adoc", ".ipynb"));
            }
        }
        assertThat(lessons()).contains("basics.ipynb").containsExactlyElementsOf(wanted);
    }

    @BeforeAll
    static void clothesToLearnFrom() throws IOException {
        Bars.write(CLOTHES, "train", 600, 7);
        Bars.write(CLOTHES, "t10k", 120, 7);
    }

    @ParameterizedTest
    @MethodSource("lessons")
    void itsCellsRunInOrderAndPrintWhatThePageShows(String lesson) throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int compared = 0;
        try (JShell shell = shell(new PrintStream(printed, true, StandardCharsets.UTF_8))) {
            int number = 0;
            for (Map<String, Object> cell : cells(FOLDER.resolve(lesson))) {
                number++;
                if (cell.get("cell_type").equals("code")) {
                    run(shell, source(cell), lesson + ", cell " + number);
                    continue;
                }
                Matcher listing = LISTING.matcher(source(cell));
                while (listing.find()) {
                    if (listing.group(1).equals("console")) {
                        printed.reset();
                    } else if (printed.size() > 0) {
                        assertThat(form(printed.toString(StandardCharsets.UTF_8)))
                                .as("%s: printed before cell %d, which shows it", lesson, number)
                                .containsSubsequence(form(listing.group(2)));
                        compared++;
                    }
                }
                if (listing.reset().find()) {
                    printed.reset();
                }
            }
        }
        assertThat(compared).as("listings that were compared").isGreaterThan(1);
    }

    /** A process that has just started, as a kernel has, with Duograph but without the lessons. */
    private static JShell shell(PrintStream out) {
        JShell shell =
                JShell.builder()
                        .out(out)
                        .remoteVMOptions("-Xmx1g", "--enable-native-access=ALL-UNNAMED")
                        .remoteVMOptions("-Dfile.encoding=UTF-8", "-Dduograph.onednn.choices=off")
                        .build();
        String here = System.getProperty("java.class.path");
        String path = System.getProperty("surefire.test.class.path", here);
        shell.addToClasspath(
                Stream.of(path.split(File.pathSeparator))
                        .filter(entry -> !entry.contains("duograph-tutorials"))
                        .filter(entry -> !entry.contains("tutorials/target".replace('/', SLASH)))
                        .collect(Collectors.joining(File.pathSeparator)));
        run(shell, "java.util.Locale.setDefault(java.util.Locale.ROOT);", "the start");
        return shell;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> cells(Path notebook) throws IOException {
        Map<String, Object> file = JSON.std.mapFrom(Files.readString(notebook));
        return (List<Map<String, Object>>) file.get("cells");
    }

    @SuppressWarnings("unchecked")
    private static String source(Map<String, Object> cell) {
        return String.join("", (List<String>) cell.get("source"));
    }

    private static void run(JShell shell, String code, String where) {
        String rest = code;
        for (Map.Entry<String, String> here : IN_THE_TEST.entrySet()) {
            rest = rest.replace(here.getKey(), here.getValue());
        }
        Matcher magic = CLASSPATH.matcher(rest);
        while (magic.find()) {
            shell.addToClasspath(Path.of(magic.group(1)).toString());
        }
        rest = magic.reset().replaceAll("");
        SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
        while (!rest.isBlank()) {
            CompletionInfo info = analysis.analyzeCompletion(rest);
            assertThat(info.completeness().isComplete())
                    .as(where + " is no whole piece of Java: " + rest)
                    .isTrue();
            for (SnippetEvent event : shell.eval(info.source())) {
                boolean own = event.causeSnippet() == null;
                boolean runs =
                        event.status() == Snippet.Status.VALID
                                || event.status() == Snippet.Status.RECOVERABLE_DEFINED;
                if (own && (!runs || event.exception() != null)) {
                    throw new AssertionError(complaint(shell, event, where));
                }
            }
            rest = info.remaining();
        }
    }

    private static String complaint(JShell shell, SnippetEvent event, String where) {
        String found =
                shell.diagnostics(event.snippet())
                        .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
                        .collect(Collectors.joining("\n"));
        String missing =
                event.snippet() instanceof DeclarationSnippet declared
                        ? shell.unresolvedDependencies(declared).collect(Collectors.joining(", "))
                        : "";
        String thrown = event.exception() == null ? "" : "\n" + event.exception();
        return "%s: %s%s%s\n%s\nWhat it lacks goes into a block [source.notebook,java] of the lesson's page; see docs-site/README.md"
                .formatted(where, found, missing, thrown, event.snippet().source());
    }

    /** The lines of a text without what another run, or another processor, may print otherwise. */
    private static List<String> form(String text) {
        return text.lines()
                .filter(line -> !ANOTHER_TIME.matcher(line).find())
                .map(line -> line.startsWith("|") ? "|" : line) // a text that a net wrote
                .map(line -> line.replaceAll("[$\\w]+\\.?java:\\d+", "PLACE"))
                .map(line -> line.replaceAll("SHA-256 \\w+", "SHA"))
                .map(line -> line.replaceAll("% .*, really .*", "% CLASS, really CLASS"))
                .map(line -> line.replaceAll("_\\d+\\b", "")) // the second net of a name
                .map(line -> line.replaceAll("\\S*[/\\\\]\\S*", "PATH"))
                .map(line -> line.replaceAll("-?\\d[\\d.,]*(E-?\\d+)?", "#").strip())
                .map(line -> line.replaceAll(" +", " "))
                .filter(line -> !line.isEmpty() && !line.startsWith("=="))
                .distinct()
                .toList();
    }
}
