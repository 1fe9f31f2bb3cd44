package org.duograph.survey.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;

/**
 * An append-only file of lines in segments, each named by the sequence number of its first line.
 * What was appended is safe after {@link #force}, and gone after {@link #takeBack}.
 */
final class Journal implements Closeable {
    /** Takes the lines of a journal as they are read. */
    interface Reader {
        void read(Line line) throws SQLException;
    }

    private static final long SEGMENT_BYTES = 16 << 20;

    private final Path folder;
    private final Faults faults;
    private FileChannel segment;
    private long forcedBytes;
    private long forcedSequence;
    private long sequence;

    private Journal(Path folder, Faults faults) {
        this.folder = folder;
        this.faults = faults;
    }

    /**
     * Opens the journal in a folder, or begins one. Checks every line, cuts a torn last one, and
     * reads out those after line {@code known}.
     *
     * @throws StoreException.Unusable if a line is damaged or missing
     */
    static Journal open(Path folder, long known, Reader reader, Faults faults)
            throws IOException, SQLException {
        Files.createDirectories(folder);
        Journal journal = new Journal(folder, faults);
        Segments.End end = Segments.read(folder, known, reader);
        end.cutTornLine(known);
        journal.sequence = end.sequence();
        journal.forcedSequence = end.sequence();
        journal.forcedBytes = end.bytes();
        if (end.file().isPresent()) {
            journal.segment = FileChannel.open(end.file().get(), StandardOpenOption.WRITE);
            journal.segment.position(end.bytes());
        } else {
            journal.begin();
        }
        return journal;
    }

    /** The number of the last line. */
    long sequence() {
        return sequence;
    }

    /** Writes lines that follow each other and the last one. */
    void append(List<Line> lines) throws IOException {
        if (segment.position() >= SEGMENT_BYTES) begin();
        for (Line line : lines) {
            ByteBuffer bytes = ByteBuffer.wrap(line.bytes());
            while (bytes.hasRemaining()) segment.write(bytes);
            sequence = line.sequence();
        }
        faults.at(Faults.Point.WRITTEN);
    }

    /** Returns when everything appended is on the disk. */
    void force() throws IOException {
        segment.force(false);
        forcedBytes = segment.position();
        forcedSequence = sequence;
        faults.at(Faults.Point.FORCED);
    }

    /** Removes what was appended since the last {@link #force}. */
    void takeBack() throws IOException {
        segment.truncate(forcedBytes);
        segment.position(forcedBytes);
        segment.force(false);
        sequence = forcedSequence;
    }

    private void begin() throws IOException {
        Path file = Segments.file(folder, sequence + 1);
        FileChannel next =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        if (segment != null) segment.close();
        segment = next;
        forcedBytes = 0;
        Segments.forceFolder(folder);
    }

    @Override
    public void close() throws IOException {
        segment.close();
    }
}
