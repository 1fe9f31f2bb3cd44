package org.duograph.survey.store;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Reads what can be read of the drafts, line by line: drafts are worth less than answers, so damage
 * among them stops nobody.
 *
 * @param last the number of the last line that there was, as far as can be told
 * @param lost how many lines after the last known one cannot be read
 * @param damage what is wrong, and where; empty if nothing is
 */
record Salvage(long last, long lost, Optional<String> damage) {

    /** Reads out the good lines after line {@code known} of all segments in a folder. */
    static Salvage read(Path folder, long known, Journal.Reader reader)
            throws IOException, SQLException {
        Reading reading = new Reading(known);
        List<Path> files = Segments.files(folder);
        for (Path file : files) {
            reading.read(file, reader, file.equals(files.get(files.size() - 1)));
        }
        if (reading.last < known) {
            reading.damaged(
                    "The files in %s end with line %d, but the database knows %d."
                            .formatted(folder, reading.last, known));
        }
        return new Salvage(
                Math.max(reading.last, known), reading.lost, Optional.ofNullable(reading.damage));
    }

    /** What was found so far. */
    private static final class Reading {
        private final long known;
        private long last;
        private long lost;
        private String damage;

        Reading(long known) {
            this.known = known;
        }

        void damaged(String what) {
            if (damage == null) damage = what;
        }

        void read(Path file, Journal.Reader reader, boolean isLast)
                throws IOException, SQLException {
            long first = Segments.firstSequence(file);
            if (last == 0) last = first - 1; // those before were forgotten in good order
            missUpTo(first - 1, file);
            byte[] bytes = Files.readAllBytes(file);
            long number = 0;
            long unread = 0;
            for (int start = 0; start < bytes.length; ) {
                int end = start;
                while (end < bytes.length && bytes[end] != '\n') end++;
                // A line in the making, or never acknowledged.
                if (end == bytes.length && isLast) break;
                number++;
                if (take(bytes, start, end - start, file, reader)) {
                    unread = 0;
                } else {
                    unread++;
                    damaged("Line %d of %s cannot be read.".formatted(number, file));
                }
                start = end + 1;
            }
            missUpTo(last + unread, file);
        }

        private boolean take(byte[] bytes, int from, int length, Path file, Journal.Reader reader)
                throws IOException, SQLException {
            long sequence = Line.check(bytes, from, length);
            if (sequence <= last) return false;
            Line line;
            try {
                line = Line.read(bytes, from, length);
            } catch (JacksonException e) {
                return false; // of a newer server
            }
            missUpTo(sequence - 1, file);
            last = sequence;
            if (sequence > known) reader.read(line);
            return true;
        }

        /** Lines up to this one should have come, and did not. */
        private void missUpTo(long sequence, Path file) {
            if (sequence <= last) return;
            damaged("Lines after %d of all are missing in %s.".formatted(last, file));
            lost += Math.max(0, sequence - Math.max(last, known));
            last = sequence;
        }
    }
}
