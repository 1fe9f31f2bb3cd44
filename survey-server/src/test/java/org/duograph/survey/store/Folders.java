package org.duograph.survey.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks at a store's folder from outside. */
final class Folders {
    private Folders() {}

    /** The folder as a crash at this moment would leave it. */
    static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) Files.createDirectories(copy);
                else Files.copy(file, copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files that hold these bytes somewhere. */
    static List<Path> holding(Path folder, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String wanted = new String(bytes, StandardCharsets.ISO_8859_1);
        while (true) {
            try (Stream<Path> files = Files.walk(folder)) {
                return files.filter(Files::isRegularFile)
                        .filter(file -> read(file).contains(wanted))
                        .toList();
            } catch (UncheckedIOException e) {
                // A file went while it was looked for, as a database does that was built anew.
                if (!(e.getCause() instanceof NoSuchFileException)) throw e;
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** The segments of the journal, oldest first. */
    static List<Path> journal(Path folder) throws IOException {
        return Segments.files(folder.resolve("journal"));
    }

    static void removeDatabase(Path folder) throws IOException {
        for (Path file : Databases.files(folder.resolve("database"))) Files.delete(file);
    }
}
