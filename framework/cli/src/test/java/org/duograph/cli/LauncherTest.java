package org.duograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code bin/duograph}, with a Java that only says what it was asked. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script is for Unix shells")
class LauncherTest {
    @TempDir Path folder;
    private Path script;

    @BeforeEach
    void aCheckoutWithSpacesInItsName() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("my checkout/cli/bin"));
        script = Files.copy(Path.of("bin/duograph"), bin.resolve("duograph"));
        executable(script);
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(
                java,
                "#!/bin/sh\necho \"waits ${OMP_WAIT_POLICY-} ${GOMP_SPINCOUNT-}\" > \"$0.waits\"\n"
                        + "for a in \"$@\"; do echo \"[$a]\"; done\nexit 3\n");
        executable(java);
    }

    private static void executable(Path file) {
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Path built() throws IOException {
        Path target = Files.createDirectories(folder.resolve("my checkout/cli/target"));
        return Files.createFile(target.resolve("duograph.jar"));
    }

    /** The exit code, then the lines of both streams. */
    private List<String> run(Path command, Map<String, String> environment, String... args)
            throws IOException {
        List<String> line = new ArrayList<>(List.of(command.toString()));
        line.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        List.of("JAVA_OPTS", "JDK_JAVA_OPTIONS", "OMP_WAIT_POLICY", "GOMP_SPINCOUNT")
                .forEach(builder.environment()::remove);
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("my cache").toString());
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        List<String> all = new ArrayList<>();
        process.inputReader().lines().forEach(all::add);
        all.add(0, "" + process.onExit().join().exitValue());
        return all;
    }

    @Test
    void theJarOfTheCheckoutRunsWithTheArgumentsAsTheyWereTyped() throws IOException {
        built();
        List<String> said = run(script, Map.of("JAVA_OPTS", "-Xmx1g -Da=b"), "net", "a b", "*", "");
        assertThat(said.get(0)).as("exit code").isEqualTo("3");
        assertThat(said.subList(1, 4)).containsExactly("[-Xmx1g]", "[-Da=b]", "[-jar]");
        assertThat(said.get(4)).endsWith("my checkout/cli/bin/../target/duograph.jar]");
        assertThat(said.subList(5, said.size())).containsExactly("[net]", "[a b]", "[*]", "[]");
    }

    @Test
    void aLinkOnThePathFindsTheCheckout() throws IOException {
        built();
        Path path = Files.createDirectories(folder.resolve("path"));
        Path inner = Files.createSymbolicLink(path.resolve("inner"), script);
        Path link = Files.createSymbolicLink(path.resolve("duograph"), inner.getFileName());
        assertThat(run(link, Map.of(), "doctor")).endsWith("[doctor]");
    }

    @Test
    void inAReleaseTheJarLiesBesideTheScript() throws IOException {
        Files.createFile(script.resolveSibling("duograph.jar"));
        assertThat(run(script, Map.of(), "doctor").get(2)).endsWith("cli/bin/duograph.jar]");
    }

    /** What Java was asked for in a command before its jar, if it is of that version. */
    private List<String> options(String version, String... command) throws IOException {
        Files.writeString(
                folder.resolve("jdk/release"), "A=\"b\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
        List<String> said = run(script, Map.of(), command);
        return said.subList(1, said.indexOf("[-jar]"));
    }

    @Test
    void theFirstRunThatUsesMostClassesMakesAnArchiveOfThem() throws IOException {
        built();
        String quiet = "[-Xlog:cds*=off,class+path*=off]";
        assertThat(options("17.0.15", "net", "draw")).containsExactly(quiet);
        assertThat(options("17.0.15", "net", "run"))
                .hasSize(2)
                .last()
                .asString()
                .startsWith(
                        "[-XX:ArchiveClassesAtExit=" + folder + "/my cache/duograph/classes-17-");
        String made = options("17.0.15", "train").get(1).replaceAll(".*=|]", "");
        Files.createFile(Path.of(made));
        assertThat(options("17.0.15", "net", "draw"))
                .containsExactly(quiet, "[-XX:SharedArchiveFile=" + made + "]");
        assertThat(options("17.0.15", "net", "run"))
                .containsExactly(quiet, "[-XX:SharedArchiveFile=" + made + "]");
        assertThat(options("17.0.15", "net", "run", "--backend", "vector"))
                .as("a set of modules has an archive of its own")
                .startsWith("[--add-modules]", "[jdk.incubator.vector]")
                .last()
                .asString()
                .contains("AtExit=", "classes-17-vector-");
        FileTime past = FileTime.fromMillis(System.currentTimeMillis() - 100_000);
        Files.setLastModifiedTime(Path.of(made), past);
        assertThat(options("17.0.15", "net", "draw")).as("the jar is newer").hasSize(1);
        assertThat(Path.of(made)).doesNotExist();
    }

    @Test
    void newerJavasKeepTheirArchiveFittingByThemselves() throws IOException {
        built();
        assertThat(options("25", "net", "draw")).hasSize(1).first().asString().contains("aot*");
        assertThat(options("21.0.3", "net", "run"))
                .hasSize(3)
                .contains("[-XX:+AutoCreateSharedArchive]")
                .last()
                .asString()
                .contains("[-XX:SharedArchiveFile=", "/classes-21-");
    }

    @Test
    void whereNoArchiveCanBeOrIsWantedThereIsNone() throws IOException {
        built();
        Files.createDirectory(folder.resolve("my cache"));
        Files.createFile(folder.resolve("my cache/duograph"));
        assertThat(options("17", "net", "run")).as("no folder").hasSize(1);
        Files.delete(folder.resolve("jdk/release"));
        assertThat(run(script, Map.of(), "train").get(1)).as("what Java?").isEqualTo("[-jar]");
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17\"\n");
        assertThat(run(script, Map.of("JAVA_OPTS", "-Xshare:off"), "train").subList(1, 3))
                .containsExactly("[-Xshare:off]", "[-jar]");
    }

    @Test
    void whatIsOverInAMomentStartsWithTheFirstCompilerAlone() throws IOException {
        built();
        String first = "[-XX:TieredStopAtLevel=1]";
        assertThat(options("17", "train", "--help")).contains(first);
        assertThat(options("17", "ops", "doc", "Conv")).contains(first);
        assertThat(options("17")).contains(first);
        assertThat(options("17", "train", "--net", "n")).doesNotContain(first);
        assertThat(options("17", "doctor")).doesNotContain(first);
    }

    private String waits(Map<String, String> environment) throws IOException {
        run(script, environment, "doctor");
        return Files.readString(folder.resolve("jdk/bin/java.waits")).strip();
    }

    @Test
    void threadsSpinOnlyBrieflyUnlessTheUserSaysHowTheyWait() throws IOException {
        built();
        assertThat(waits(Map.of())).isEqualTo("waits  1000");
        assertThat(waits(Map.of("OMP_WAIT_POLICY", "active"))).isEqualTo("waits active");
        assertThat(waits(Map.of("GOMP_SPINCOUNT", "7"))).isEqualTo("waits  7");
    }

    @Test
    void whatIsMissingIsSaid() throws IOException {
        assertThat(run(script, Map.of(), "doctor"))
                .hasSize(2)
                .startsWith("1")
                .last()
                .asString()
                .contains("target/duograph.jar yet; build it with ./mvnw -q package -DskipTests");
        built();
        String nowhere = folder.resolve("nowhere").toString();
        assertThat(run(script, Map.of("JAVA_HOME", nowhere), "doctor").get(1))
                .contains("there is no " + nowhere + "/bin/java; install a JDK, 17 or newer");
    }
}
