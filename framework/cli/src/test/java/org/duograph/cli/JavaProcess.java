package org.duograph.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The command line in a process of its own, for what can't be tried inside the test. */
public final class JavaProcess {
    private final Process process;
    private final Path log;

    private JavaProcess(List<String> command) throws IOException {
        log = Files.createTempFile("duograph", ".log");
        log.toFile().deleteOnExit();
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
    }

    /** Starts {@code duograph} with these arguments. */
    public static JavaProcess start(String... args) throws IOException {
        return new JavaProcess(command(args));
    }

    /** Starts it with these options of the JVM and this text as its standard input. */
    public static JavaProcess withInput(String input, List<String> options, String... args)
            throws IOException {
        List<String> command = command(args);
        command.addAll(1, options);
        JavaProcess started = new JavaProcess(command);
        try (Writer in = started.process.outputWriter()) {
            in.write(input);
        }
        return started;
    }

    /** Starts it where files can't grow beyond so many kilobytes, as if the disk were full. */
    public static JavaProcess withFilesUpTo(int kilobytes, String... args) throws IOException {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/bin/bash")), "needs bash, to limit the size of files");
        List<String> limited = new ArrayList<>(List.of("/bin/bash", "-c"));
        limited.add("ulimit -f " + kilobytes + "; exec \"$@\"");
        limited.add("limited");
        limited.addAll(command(args));
        return new JavaProcess(limited);
    }

    private static List<String> command(String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:-UsePerfData", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(Duograph.class.getName());
        command.addAll(List.of(args));
        return command;
    }

    /** Waits for the end, two minutes at most, and returns the exit code. */
    public int waitFor() throws InterruptedException {
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("still running after two minutes");
        }
        return process.exitValue();
    }

    /** Asks it to stop, as ctrl-C does. */
    public void interrupt() {
        process.destroy();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has written so far. */
    public String output() throws IOException {
        return Files.readString(log);
    }
}
