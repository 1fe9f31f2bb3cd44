package org.duograph.backend.onednn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.duograph.backend.CacheFolder;

/**
 * What {@link Tuner} chose, for all processes of this user: lines of a text file in the cache
 * folder, each with library and processor, what was asked for, what was chosen and how many
 * microseconds it took. Delete the file to have everything timed anew.
 *
 * <p>The system property {@value #PROPERTY} names another file; {@code off} lets nothing be timed
 * and nothing be remembered: then a fixed rule chooses. Where the file can't be read or written,
 * choices last as long as the process. Thread-safe.
 */
final class Choices {
    static final String PROPERTY = "duograph.onednn.choices";

    private static final String FILE = "onednn-choices.txt";

    private final Path file; // null: off
    private final String machine;
    private Map<String, String> known; // null: not read yet

    /** The choices of this machine. */
    static Choices here() {
        String given = System.getProperty(PROPERTY, "");
        if (given.equals("off")) {
            return new Choices(null, "");
        }
        Path file = given.isEmpty() ? CacheFolder.here().resolve(FILE) : Path.of(given);
        return new Choices(file, OneDnn.describe());
    }

    Choices(Path file, String machine) {
        this.file = file;
        this.machine = machine;
    }

    /** Whether anything is to be timed. */
    boolean isOn() {
        return file != null;
    }

    /** The name of the alternative that was chosen, or null. */
    synchronized String get(String key) {
        if (known == null) {
            known = read();
        }
        return known.get(key);
    }

    /**
     * Remembers a choice.
     *
     * @param forOthers whether for other processes too
     */
    synchronized void put(String key, String name, long nanos, boolean forOthers) {
        known.put(key, name);
        if (!forOthers) {
            return;
        }
        String line = String.join("\t", machine, key, name, nanos / 1000 + " us") + "\n";
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            // A choice that can't be kept is made again next time.
        }
    }

    private Map<String, String> read() {
        Map<String, String> all = new LinkedHashMap<>();
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                    String[] parts = line.split("\t");
                    if (parts.length == 4 && parts[0].equals(machine)) {
                        all.put(parts[1], parts[2]);
                    }
                }
            }
        } catch (IOException e) {
            // As if nothing had been chosen yet.
        }
        return all;
    }
}
