package org.duograph.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the numbers of each epoch to a file: a line each, below a line of their names. */
public final class CSVLogger implements Listener {
    private final Path file;
    private final boolean append;
    private boolean begun;

    /** Writes a new file. */
    public CSVLogger(Path file) {
        this(file, false);
    }

    private CSVLogger(Path file, boolean append) {
        this.file = file;
        this.append = append;
    }

    /** The same, writing behind what the file has. */
    public CSVLogger appending() {
        return new CSVLogger(file, true);
    }

    @Override
    public boolean isDueAfter(Training training, int batch) {
        return false;
    }

    @Override
    public void trainBegin(Training training) {
        begun = false;
    }

    @Override
    public void epochEnd(Training training, int epoch, Map<String, Double> numbers) {
        Map<String, Double> sorted = new TreeMap<>(numbers);
        String values =
                sorted.values().stream().map(String::valueOf).collect(Collectors.joining(","));
        String line = epoch + "," + values + "\n";
        try {
            boolean goesOn = append && Files.exists(file) && Files.size(file) > 0;
            if (!begun && !goesOn) {
                Files.writeString(file, "epoch," + String.join(",", sorted.keySet()) + "\n" + line);
            } else {
                Files.writeString(file, line, StandardOpenOption.APPEND);
            }
            begun = true;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The numbers can't be written to " + file + ": " + e.getMessage(), e);
        }
    }
}
