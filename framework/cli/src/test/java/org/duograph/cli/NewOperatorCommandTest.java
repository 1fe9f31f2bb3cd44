package org.duograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.duograph.graph.OpLibrary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewOperatorCommandTest {
    private static final Path TEMPLATE = Path.of("../outside/src/it/scaled-square");

    @TempDir private Path folder;

    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void itStartsFromTheProjectThatTheBuildTests() throws IOException {
        Path out = folder.resolve("project");
        CommandLineRun run = CommandLineRun.good("new-operator", "ScaledSquare", "--out", out);
        assertThat(run.out()).contains("mvn verify");
        assertThat(files(out))
                .isEqualTo(files(TEMPLATE))
                .hasSameElementsAs(NewOperatorCommand.FILES);
        for (String file : files(out)) {
            String written = Files.readString(out.resolve(file));
            if (file.equals("pom.xml")) { // the versions stand in the place of their names
                assertThat(written)
                        .containsPattern("<duograph.version>[0-9][^@]*</duograph.version>")
                        .doesNotContain("@")
                        .contains("${duograph.version}");
            } else {
                assertThat(written).isEqualTo(Files.readString(TEMPLATE.resolve(file)));
            }
        }
    }

    @Test
    void anOperatorOfAnotherNameIsThatOneThroughout() throws Exception {
        Path out = folder.resolve("soft-clip");
        CommandLineRun.good("new-operator", "SoftClip", "--package", "com.acme.nets", "--out", out);
        assertThat(files(out))
                .contains(
                        "src/main/java/com/acme/nets/SoftClip.java",
                        "src/test/java/com/acme/nets/SoftClipTest.java");
        for (String file : files(out)) {
            assertThat(Files.readString(out.resolve(file)))
                    .as(file)
                    .doesNotContainIgnoringCase("scaledsquare")
                    .doesNotContainIgnoringCase("scaled-square")
                    .doesNotContain("org.example");
        }
        assertThat(Files.readString(out.resolve("pom.xml")))
                .contains("<groupId>com.acme.nets</groupId>", "<artifactId>soft-clip</artifactId>");

        Path classes = Files.createDirectory(folder.resolve("classes"));
        String source = out.resolve("src/main/java/com/acme/nets/SoftClip.java").toString();
        String path = System.getProperty("java.class.path");
        int code =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), "-cp", path, source);
        assertThat(code).isZero();
        String library =
                Files.readString(
                                out.resolve(
                                        "src/main/resources/META-INF/services/org.duograph.graph.OpLibrary"))
                        .strip();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            Object made = loader.loadClass(library).getDeclaredConstructor().newInstance();
            assertThat(((OpLibrary) made).get("SoftClip").formula()).isEqualTo("Y = scale X^2");
        }
    }

    @Test
    void whatIsThereAlreadyIsLeftAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "mine");
        CommandLineRun run = CommandLineRun.of("new-operator", "SoftClip", "--out", folder);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("is not empty", "--out");
        assertThat(CommandLineRun.of("new-operator", "SoftClip", "--out", file).code())
                .isEqualTo(1);
        assertThat(Files.readString(file)).isEqualTo("mine");
        assertThat(files(folder)).containsExactly("notes.txt");
    }

    @Test
    void namesThatCannotBeAreRefusedBeforeAnythingIsWritten() throws IOException {
        Path out = folder.resolve("out");
        assertThat(CommandLineRun.of("new-operator", "Relu", "--out", out).err())
                .contains("there is an operator Relu already");
        assertThat(CommandLineRun.of("new-operator", "soft-clip", "--out", out).err())
                .contains("\"soft-clip\" is no name of an operator", "SoftClip");
        assertThat(
                        CommandLineRun.of(
                                        "new-operator",
                                        "SoftClip",
                                        "--package",
                                        "a.b-c",
                                        "--out",
                                        out)
                                .err())
                .contains("--package a.b-c is no Java package");
        assertThat(files(folder)).isEmpty();
    }
}
