package org.duograph.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no regular file is written into; everything else is replaced as a whole. */
class AtomicFileTest {
    @TempDir private Path folder;

    private static void write(Path file, String text) throws IOException {
        try (AtomicFile to = AtomicFile.open(file)) {
            to.out().write(text.getBytes(StandardCharsets.UTF_8));
            to.commit();
        }
    }

    @Test
    void aPipeIsWrittenInto() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeThat(make("mkfifo", pipe)).as("mkfifo is not here").isTrue();
        CompletableFuture<String> read =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return Files.readString(pipe);
                            } catch (IOException e) {
                                return e.toString();
                            }
                        });

        write(pipe, "through the pipe");

        assertThat(read.get()).isEqualTo("through the pipe");
        assertThat(Files.isRegularFile(pipe)).isFalse();
    }

    @Test
    void aDeviceStaysADevice() throws IOException {
        Path device = Path.of("/dev/null");
        assumeThat(Files.exists(device)).as("there is no /dev/null").isTrue();

        write(device, "nothing");

        assertThat(Files.isRegularFile(device)).isFalse();
    }

    @Test
    void standardOutputIsWrittenIntoEvenWhereItIsAFile() throws Exception {
        assumeThat(Files.exists(Path.of("/dev/stdout"))).as("there is no /dev/stdout").isTrue();
        Path file = Files.writeString(folder.resolve("out.txt"), "before\n");
        Process java =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                AtomicFileTest.class.getName())
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile()))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();

        assertThat(java.waitFor()).isZero();
        assertThat(file).content().isEqualTo("before\nto standard output\n");
    }

    /** Writes to what {@code /dev/stdout} stands for in this process. */
    public static void main(String[] args) throws IOException {
        write(Path.of("/dev/stdout"), "to standard output\n");
    }

    @Test
    void aLinkGoesOnNamingItsFile() throws IOException {
        Path link = folder.resolve("link");
        Path target = folder.resolve("target");
        Files.createSymbolicLink(link, Path.of("target"));

        write(link, "first"); // the file does not exist yet
        write(link, "second");

        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(target).content().isEqualTo("second");
        assertThat(Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    private static boolean make(String command, Path file) throws InterruptedException {
        try {
            return new ProcessBuilder(command, file.toString()).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
