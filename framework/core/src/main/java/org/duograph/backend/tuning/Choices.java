package org.duograph.backend.tuning;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.duograph.backend.CacheFolder;

/**
 * What {@link Tuner} chose, for all processes of this user: lines of a text file in the cache
 * folder, each with processor and library, what was asked for, what was chosen and how long it
 * took. Delete the file to have everything timed anew. A choice that was not certain is marked, and
 * made anew by the next process; when two such agree, it counts as certain.
 *
 * <p>The system property {@code duograph.BACKEND.choices}, such as {@code duograph.onednn.choices},
 * names another file; {@code off} lets nothing be timed and nothing be remembered: then a fixed
 * rule chooses. Where the file can't be read or written, choices last as long as the process.
 * Thread-safe.
 */
public final class Choices {
    private static final String DOUBTFUL = "doubtful";

    private final Path file; // null: off
    private final Supplier<String> machine;
    private Map<String, Chosen> known; // null: not read yet
    private final Map<String, String> doubtful = new HashMap<>(); // names, by other processes

    /**
     * One choice.
     *
     * @param name what was chosen
     * @param times how long that took, and perhaps the others, in words
     */
    public record Chosen(String name, String times) {}

    /**
     * The choices of one backend on this processor.
     *
     * @param backend its name
     * @param library what else decides which way is fastest, in words: library and version,
     *     vectors, threads; asked for when the first choice is to be made
     */
    public static Choices of(String backend, Supplier<String> library) {
        String given = System.getProperty("duograph." + backend + ".choices", "");
        if (given.equals("off")) {
            return new Choices(null, "");
        }
        Path file =
                given.isEmpty()
                        ? CacheFolder.here().resolve(backend + "-choices.txt")
                        : Path.of(given);
        return new Choices(file, () -> Processor.name() + ", " + library.get());
    }

    /**
     * The choices in a file, which need not exist yet.
     *
     * @param file null to time nothing and remember nothing
     * @param machine processor and library, in words
     */
    public Choices(Path file, String machine) {
        this(file, () -> machine);
    }

    private Choices(Path file, Supplier<String> machine) {
        this.file = file;
        this.machine = machine;
    }

    /** Whether anything is to be timed. */
    public boolean isOn() {
        return file != null;
    }

    /** What was chosen, or null. */
    public synchronized Chosen get(String key) {
        if (known == null) {
            known = read();
        }
        return known.get(key);
    }

    /**
     * Remembers a choice, for this process and others.
     *
     * @param certain whether others need not make it anew
     */
    public synchronized void put(String key, Chosen chosen, boolean certain) {
        known.put(key, chosen);
        String mark = certain || chosen.name.equals(doubtful.get(key)) ? "" : "\t" + DOUBTFUL;
        String line =
                String.join("\t", machine.get(), key, chosen.name, chosen.times) + mark + "\n";
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            // A choice that can't be kept is made again next time.
        }
    }

    private Map<String, Chosen> read() {
        Map<String, Chosen> all = new LinkedHashMap<>();
        String here = machine.get();
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                    String[] parts = line.split("\t");
                    if (parts.length < 4 || !parts[0].equals(here)) {
                        continue;
                    }
                    if (parts.length == 4) {
                        all.put(parts[1], new Chosen(parts[2], parts[3]));
                    } else if (parts[4].equals(DOUBTFUL)) {
                        doubtful.put(parts[1], parts[2]);
                    }
                }
            }
        } catch (IOException e) {
            // As if nothing had been chosen yet.
        }
        return all;
    }
}
