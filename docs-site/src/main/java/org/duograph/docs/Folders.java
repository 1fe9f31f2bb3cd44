package org.duograph.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Whole folders: list, copy, delete. */
final class Folders {
    private Folders() {}

    /** All files with an ending, by their path relative to the folder; none if it is missing. */
    static Map<String, Path> filesUnder(Path folder, String ending) throws IOException {
        Map<String, Path> found = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (var files = Files.walk(folder)) {
                files.filter(f -> f.toString().endsWith(ending))
                        .forEach(
                                f ->
                                        found.put(
                                                folder.relativize(f).toString().replace('\\', '/'),
                                                f));
            }
        }
        return found;
    }

    static void copy(Path from, Path to) throws IOException {
        for (Map.Entry<String, Path> file : filesUnder(from, "").entrySet()) {
            Path target = to.resolve(file.getKey());
            if (Files.isDirectory(file.getValue())) {
                Files.createDirectories(target);
            } else {
                Files.createDirectories(target.getParent());
                Files.copy(file.getValue(), target);
            }
        }
    }

    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Makes it empty but for one entry, which may be missing. */
    static void empty(Path folder, String but) throws IOException {
        Files.createDirectories(folder);
        try (var entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                if (Files.isDirectory(entry)) {
                    if (!entry.endsWith(but)) {
                        delete(entry);
                    }
                } else {
                    Files.delete(entry);
                }
            }
        }
    }
}
