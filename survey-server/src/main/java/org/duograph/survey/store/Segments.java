package org.duograph.survey.store;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of a journal: names, reads and checks them. */
final class Segments {
    private static final String NAME = "\\d{12}\\.journal";

    /** Takes a good line as it stands in the file, without its line feed. */
    interface RawReader {
        void read(long sequence, byte[] buffer, int from, int length)
                throws IOException, SQLException;
    }

    /** A line that cannot be read as it was written. */
    record Damage(Path file, long line, String what) {
        @Override
        public String toString() {
            return "Line " + line + " of the journal file " + file + " is damaged: " + what + ".";
        }

        StoreException.Unusable unusable() {
            return new StoreException.Unusable(
                    this + " The server does not start on a damaged journal. Restore a backup.");
        }
    }

    /**
     * Where a journal ends.
     *
     * @param file the last segment
     * @param sequence the last good line
     * @param bytes the length of the last segment up to the end of that line
     * @param torn what stands behind it: a line that was not written to its end
     */
    record End(Optional<Path> file, long sequence, long bytes, Optional<Damage> torn) {}

    private Segments() {}

    static Path file(Path folder, long firstSequence) {
        return folder.resolve("%012d.journal".formatted(firstSequence));
    }

    static long firstSequence(Path file) {
        return Long.parseLong(file.getFileName().toString().substring(0, 12));
    }

    /** The files in order; none where there is no journal yet. */
    static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(NAME))
                    .sorted()
                    .toList();
        }
    }

    /** Makes the names of files in a folder last. */
    static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Checks all lines, and reads out those after line {@code known}.
     *
     * @throws StoreException.Unusable if a line other than the last is damaged, or lines are
     *     missing
     */
    static End read(Path folder, long known, Journal.Reader reader)
            throws IOException, SQLException {
        RawReader parsing =
                (sequence, buffer, from, length) -> {
                    if (sequence > known) reader.read(parse(sequence, buffer, from, length));
                };
        End end = new End(Optional.empty(), 0, 0, Optional.empty());
        for (Path file : files(folder)) {
            if (end.torn().isPresent()) throw end.torn().get().unusable();
            if (end.file().isPresent() && firstSequence(file) != end.sequence() + 1) {
                throw new StoreException.Unusable(
                        "Before the journal file %s, lines %d to %d of all are missing. Restore a backup."
                                .formatted(file, end.sequence() + 1, firstSequence(file) - 1));
            }
            end = readFile(file, parsing);
        }
        return end;
    }

    private static Line parse(long sequence, byte[] buffer, int from, int length)
            throws IOException {
        try {
            return Line.read(buffer, from, length);
        } catch (JacksonException e) {
            throw new StoreException.Unusable(
                    "Line %d of all says something that this server does not know. A newer one wrote it: use that."
                            .formatted(sequence),
                    e);
        }
    }

    /** Reads one segment. */
    static End readFile(Path file, RawReader reader) throws IOException, SQLException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(file, in, reader);
        }
    }

    /** Reads a segment that was opened before: as it was then, should it be rewritten meanwhile. */
    static End read(Path file, InputStream in, RawReader reader) throws IOException, SQLException {
        long sequence = firstSequence(file) - 1;
        long goodBytes = 0;
        long lines = 0;
        Damage damage = null;
        byte[] buffer = new byte[1 << 16];
        int filled = 0;
        for (int read; (read = in.read(buffer, filled, buffer.length - filled)) >= 0; ) {
            int searched = filled;
            filled += read;
            int start = 0;
            for (int i = searched; i < filled; i++) {
                if (buffer[i] != '\n') continue;
                // Only the last line can be torn; here is one behind it.
                if (damage != null) throw damage.unusable();
                lines++;
                int length = i - start;
                long found = Line.check(buffer, start, length);
                if (found == sequence + 1) {
                    sequence = found;
                    goodBytes += length + 1;
                    reader.read(sequence, buffer, start, length);
                } else {
                    damage = new Damage(file, lines, why(found, sequence + 1));
                }
                start = i + 1;
            }
            System.arraycopy(buffer, start, buffer, 0, filled - start);
            filled -= start;
            if (filled == buffer.length) buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        if (filled > 0) {
            if (damage != null) throw damage.unusable();
            damage = new Damage(file, lines + 1, "it has no end");
        }
        return new End(Optional.of(file), sequence, goodBytes, Optional.ofNullable(damage));
    }

    private static String why(long found, long expected) {
        return found < 0
                ? "its checksum is wrong"
                : "it is number " + found + " where " + expected + " is expected";
    }
}
