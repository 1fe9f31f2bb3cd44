package org.duograph.backend.tuning;

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
 * <p>The system property {@code duograph.BACKEND.choices}, such as {@code duograph.onednn.choices},
 * names another file; {@code off} lets nothing be timed and nothing be remembered: then a fixed
 * rule chooses. Where the file can't be read or written, choices last as long as the process.
 * Thread-safe.
 */
public final class Choices {
    private final Path file; // null: off
    private final String machine;
    private Map<String, String> known; // null: not read yet

    /**
     * The choices of one backend on this machine.
     *
     * @param backend its name
     * @param machine the library and processor, in words
     */
    public static Choices of(String backend, String machine) {
        String given = System.getProperty("duograph." + backend + ".choices", "");
        if (given.equals("off")) {
            return new Choices(null, "");
        }
        Path file =
                given.isEmpty()
                        ? CacheFolder.here().resolve(backend + "-choices.txt")
                        : Path.of(given);
        return new Choices(file, machine);
    }

    /**
     * The choices in a file, which need not exist yet.
     *
     * @param file null to time nothing and remember nothing
     * @param machine the library and processor, in words
     */
    public Choices(Path file, String machine) {
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
