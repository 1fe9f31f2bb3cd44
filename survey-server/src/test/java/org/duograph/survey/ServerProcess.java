package org.duograph.survey;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server as its users start it: a process with a command line. */
final class ServerProcess implements AutoCloseable {
    final List<String> greeting = new ArrayList<>();
    private final Process process;
    private final BufferedReader out;
    private final Path log;

    /** Starts it, and returns when it has said what it has to say. */
    ServerProcess(Path data, String... flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(SurveyServer.class.getName());
        List<String> given = List.of(flags);
        if (!given.contains("--data")) command.addAll(List.of("--data", data.toString()));
        if (!given.contains("--port")) command.addAll(List.of("--port", "0"));
        command.addAll(given);
        log = data.resolveSibling(data.getFileName() + ".log");
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start();
            out = process.inputReader();
            String line;
            do {
                line = out.readLine();
                if (line != null) greeting.add(line);
            } while (line != null && !line.startsWith("Stop it"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address behind a word of the greeting; empty if there is none. */
    String link(String word) {
        return greeting.stream()
                .filter(line -> line.strip().startsWith(word + " "))
                .map(line -> line.strip().substring(word.length()).strip())
                .findFirst()
                .orElse("");
    }

    /** What it wrote to standard error, by all processes on this folder. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks it to stop, as Ctrl-C or a system that shuts down does; returns the exit status. */
    int stop() {
        process.destroy();
        return exit();
    }

    /** Waits until it has ended by itself. */
    int exit() {
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                throw new AssertionError("the server does not stop");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
