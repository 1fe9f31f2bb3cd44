package org.duograph.experiments.lab.report;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.experiments.harness.Measurement;

/**
 * What one run of the experiments measured, on one machine.
 *
 * @param environment what to tell of machine and software, such as {@code processor}
 * @param measurements everything that was measured, failures included
 */
public record Run(Map<String, String> environment, List<Measurement> measurements) {
    /** A {@code results.json} as far as it is read again: a run, and earlier runs. */
    public record File(
            Map<String, String> environment, List<Measurement> measurements, List<Run> earlier) {}

    /**
     * The runs that a report's {@code results.json} holds: its own, then earlier ones.
     *
     * @throws IOException if it can't be read; the message names the file
     */
    public static List<Run> read(Path file) throws IOException {
        try {
            File read = JSON.std.beanFrom(File.class, Files.readString(file));
            if (read.measurements() == null) {
                throw new IOException("it holds no measurements");
            }
            List<Run> runs = new ArrayList<>();
            runs.add(new Run(read.environment(), read.measurements()));
            runs.addAll(read.earlier() == null ? List.of() : read.earlier());
            return runs;
        } catch (IOException e) {
            throw new IOException(
                    "%s is no results.json of a report (%s)".formatted(file, e.getMessage()), e);
        }
    }
}
