package org.duograph.survey.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that are, were or will be the database: {@code 1.mv.db}, {@code 2.mv.db}, ... The last
 * complete one counts.
 *
 * <p>A database is built anew where nothing of the old one may remain: H2 leaves the bytes of
 * deleted rows in its file.
 */
final class Databases {
    private static final Logger LOG = LoggerFactory.getLogger(Databases.class);

    private final Path folder;
    private int latest;

    Databases(Path folder) {
        this.folder = folder;
    }

    /** Opens the last complete database, or makes an empty one; removes all others. */
    Database open() throws IOException, SQLException {
        Database found = null;
        for (Path file : files(folder)) {
            latest = Math.max(latest, number(file));
            if (found == null) found = openIfComplete(file);
            if (found == null || !found.file().equals(file)) Files.delete(file);
        }
        return found != null ? found : create();
    }

    /** Removes all, which are closed. */
    void discard() throws IOException {
        for (Path file : files(folder)) Files.delete(file);
    }

    Database create() throws IOException, SQLException {
        return Database.create(folder.resolve(++latest + Database.ENDING));
    }

    void remove(Database database) throws IOException, SQLException {
        database.close();
        Files.deleteIfExists(database.file());
    }

    /** The files, latest first. */
    static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("\\d+\\.mv\\.db"))
                    .sorted(Comparator.comparingInt(Databases::number).reversed())
                    .toList();
        }
    }

    private static int number(Path file) {
        String name = file.getFileName().toString();
        return Integer.parseInt(name.substring(0, name.length() - Database.ENDING.length()));
    }

    private static Database openIfComplete(Path file) throws SQLException {
        try {
            Database database = Database.open(file);
            if (database.isComplete()) return database;
            database.close();
            LOG.info(
                    "The database {} is incomplete or of another version; it is built anew.", file);
        } catch (SQLException e) {
            LOG.warn("The database {} cannot be read; it is built anew from the journal.", file, e);
        }
        return null;
    }
}
