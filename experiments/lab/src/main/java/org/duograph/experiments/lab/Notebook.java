package org.duograph.experiments.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.duograph.experiments.harness.Measurement;
import org.duograph.experiments.harness.Request;

/**
 * A folder in which measurements are kept, a JSON file each, named by {@link Request#key}. What is
 * there is not measured again.
 */
public final class Notebook {
    private static final String JSON = ".json";
    private static final String VERSIONS = "versions.txt";

    private final Path folder;

    /** Opens or makes the folder. */
    public Notebook(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** Where the measurement of a request is kept. */
    Path file(Request request) {
        return folder.resolve(request.key() + JSON);
    }

    /** What was measured; empty if nothing was, or it failed. */
    Optional<Measurement> find(Request request) throws IOException {
        return Files.exists(file(request))
                ? Optional.of(Measurement.read(file(request))).filter(Measurement::succeeded)
                : Optional.empty();
    }

    /** Notes that measurements are made with this version of the source from now on. */
    void begin(String version) throws IOException {
        Set<String> all = new LinkedHashSet<>(versions());
        if (all.add(version)) {
            Files.write(folder.resolve(VERSIONS), all);
        }
    }

    /** With which versions of the source the measurements were made, the first one first. */
    List<String> versions() throws IOException {
        Path file = folder.resolve(VERSIONS);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** Keeps a measurement. */
    void keep(Measurement measurement) throws IOException {
        measurement.write(file(measurement.request()));
    }

    /**
     * Everything in it, failures too.
     *
     * @throws IOException if a file can't be read; the message names it
     */
    public List<Measurement> all() throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(folder)) {
            files = list.filter(f -> f.toString().endsWith(JSON)).sorted().toList();
        }
        List<Measurement> all = new ArrayList<>();
        for (Path file : files) {
            try {
                all.add(Measurement.read(file));
            } catch (IOException e) {
                throw new IOException(
                        "%s is not a measurement; delete it and run again (%s)"
                                .formatted(file, e.getMessage()),
                        e);
            }
        }
        return all;
    }
}
