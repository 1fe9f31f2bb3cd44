package org.duograph.survey.store;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of a journal: reads and checks them. */
final class Segments {
    private static final Logger LOG = LoggerFactory.getLogger(Segments.class);
    private static final String ENDING = ".journal";

    private Segments() {}

    static Path file(Path folder, long firstSequence) {
        return folder.resolve("%012d".formatted(firstSequence) + ENDING);
    }

    static long firstSequence(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - ENDING.length()));
    }

    /** The files in order; none where there is no journal yet. */
    static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("\\d{12}\\.journal"))
                    .sorted()
                    .toList();
        }
    }

    /** Makes names and removals of files in a folder last. */
    static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Where a journal ends.
     *
     * @param file the last segment
     * @param sequence the last good line
     * @param bytes the length of the last segment up to and with that line
     * @param torn what stands behind it: a line that was not written to its end
     */
    record End(Optional<Path> file, long sequence, long bytes, Optional<Damage> torn) {
        /** Cuts a line of which the writing was broken off; it was never acknowledged. */
        void cutTornLine(long known) throws IOException {
            if (sequence < known) {
                throw new StoreException.Unusable(
                        "The journal %s ends at line %d of all, but the database knows %d: lines are missing. Restore a backup, or ask for what is left with the command verify."
                                .formatted(
                                        file.map(Path::toString).orElse("is empty and"),
                                        sequence,
                                        known));
            }
            if (torn.isEmpty()) return;
            LOG.warn(
                    "{} Its writing was broken off, so it was never acknowledged; it is cut.",
                    torn.get());
            try (FileChannel channel =
                    FileChannel.open(file.orElseThrow(), StandardOpenOption.WRITE)) {
                channel.truncate(bytes);
                channel.force(true);
            }
        }
    }

    /** A line that cannot be read as it was written. */
    record Damage(Path file, long line, String what) {
        @Override
        public String toString() {
            return "Line " + line + " of the journal file " + file + " is damaged: " + what + ".";
        }
    }

    /** Checks all lines, and reads out those after line {@code known}. */
    static End read(Path folder, long known, Journal.Reader reader)
            throws IOException, SQLException {
        List<Path> files = files(folder);
        End end = new End(Optional.empty(), 0, 0, Optional.empty());
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            long first = firstSequence(file);
            if (i > 0 && first != end.sequence() + 1) {
                throw new StoreException.Unusable(
                        "Before the journal file %s, lines %d to %d of all are missing. Restore a backup."
                                .formatted(file, end.sequence() + 1, first - 1));
            }
            end = readFile(file, known, reader);
            if (end.torn().isPresent() && i < files.size() - 1) throw unusable(end.torn().get());
        }
        return end;
    }

    static StoreException.Unusable unusable(Damage damage) {
        return new StoreException.Unusable(
                damage + " The server does not start on a damaged journal. Restore a backup.");
    }

    private static End readFile(Path file, long known, Journal.Reader reader)
            throws IOException, SQLException {
        long sequence = firstSequence(file) - 1;
        long good = 0;
        long number = 0;
        Damage damage = null;
        byte[] buffer = new byte[1 << 16];
        int filled = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int read; (read = in.read(buffer, filled, buffer.length - filled)) >= 0; ) {
                int from = filled;
                filled += read;
                int start = 0;
                for (int i = from; i < filled; i++) {
                    if (buffer[i] != '\n') continue;
                    number++;
                    // Only the last line can be torn: something follows the damaged one.
                    if (damage != null) throw unusable(damage);
                    int length = i - start;
                    byte[] line = start == 0 ? buffer : Arrays.copyOfRange(buffer, start, i);
                    long found = Line.check(line, length);
                    if (found != sequence + 1) {
                        damage = new Damage(file, number, why(found, sequence + 1));
                    } else {
                        sequence = found;
                        good += length + 1;
                        if (sequence > known) reader.read(Line.read(line, length));
                    }
                    start = i + 1;
                }
                System.arraycopy(buffer, start, buffer, 0, filled - start);
                filled -= start;
                if (filled == buffer.length) buffer = Arrays.copyOf(buffer, 2 * buffer.length);
            }
        }
        if (filled > 0) {
            if (damage != null) throw unusable(damage);
            damage = new Damage(file, number + 1, "it has no end");
        }
        return new End(Optional.of(file), sequence, good, Optional.ofNullable(damage));
    }

    private static String why(long found, long expected) {
        return found < 0
                ? "its checksum is wrong"
                : "it is number " + found + " where " + expected + " is expected";
    }
}
