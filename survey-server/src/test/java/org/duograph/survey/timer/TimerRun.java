package org.duograph.survey.timer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.duograph.survey.SurveyServer;

/**
 * One run of {@code time-install} in a process of its own, with a real command under it.
 *
 * @param code its exit status
 * @param out what it and its command wrote to standard output
 * @param err what they wrote to standard error
 */
record TimerRun(int code, String out, String err) {

    /** Runs it and answers its questions with these lines. */
    static TimerRun of(String answers, List<String> arguments) {
        try {
            Path out = temporary(".out");
            Path err = temporary(".err");
            Path in = Files.writeString(temporary(".in"), answers);
            Process process =
                    builder(arguments)
                            .redirectInput(in.toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("still runs after five minutes: " + arguments);
            }
            return new TimerRun(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts it with nobody to answer; its output is thrown away. */
    static Process start(List<String> arguments) throws IOException {
        return builder(arguments)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static Path temporary(String ending) throws IOException {
        Path file = Files.createTempFile("timer", ending);
        file.toFile().deleteOnExit();
        return file;
    }

    private static ProcessBuilder builder(List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
        line.add(System.getProperty("java.class.path"));
        line.addAll(List.of(SurveyServer.class.getName(), "time-install"));
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().remove("SURVEY_TOKEN");
        return builder;
    }
}
