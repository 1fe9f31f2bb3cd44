package org.duograph.survey.store;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.duograph.survey.files.OwnersOnly;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An append-only file of lines in segments, each named by the sequence number of its first line.
 * What was appended is safe after {@link #force}, and gone after {@link #takeBack}. Used by one
 * thread at a time.
 */
final class Journal implements Closeable {
    /** Takes the lines of a journal as they are read. */
    interface Reader {
        void read(Line line) throws IOException, SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final long SEGMENT_BYTES = 16 << 20;

    private final Path folder;
    private final Faults faults;
    private Path file;
    private FileChannel channel;
    private long forcedBytes;
    private volatile long forcedSequence;
    private long sequence;
    private boolean salvaged;

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
        OwnersOnly.createFolder(folder);
        Journal journal = new Journal(folder, faults);
        Segments.End end = Segments.read(folder, known, reader);
        journal.sequence = end.sequence();
        journal.forcedSequence = end.sequence();
        if (end.sequence() < known) throw tooShort(folder, end, known);
        if (end.file().isEmpty()) {
            journal.begin();
        } else {
            journal.file = end.file().get();
            journal.channel = FileChannel.open(journal.file, StandardOpenOption.WRITE);
            journal.forcedBytes = end.bytes();
            if (end.torn().isPresent()) {
                LOG.warn(
                        "{} It was not written to its end, so it was never acknowledged; it is cut.",
                        end.torn().get());
                journal.takeBack();
            }
            journal.channel.position(end.bytes());
        }
        return journal;
    }

    /**
     * Opens a journal of which nothing is worth stopping for. Where it is damaged, what can be read
     * is read out, and a new segment begins: {@link #replaceAll} then removes the damaged ones.
     */
    static Journal openOrSalvage(Path folder, long known, Reader reader)
            throws IOException, SQLException {
        try {
            return open(folder, known, reader, Faults.NONE);
        } catch (StoreException.Unusable e) {
            return salvage(folder, Salvage.read(folder, known, reader));
        }
    }

    private static Journal salvage(Path folder, Salvage salvage) throws IOException {
        LOG.warn(
                "Unsent drafts are damaged: {} {} Answers are not concerned.",
                salvage.damage().orElse("a line cannot be read."),
                salvage.lost() == 0
                        ? "Nothing is lost, the database holds them."
                        : "Lost are steps of drafts: "
                                + salvage.lost()
                                + ", so that some participants find an earlier page, or begin"
                                + " again.");
        Journal journal = new Journal(folder, Faults.NONE);
        journal.sequence = salvage.last();
        journal.forcedSequence = salvage.last();
        journal.salvaged = true;
        journal.begin();
        return journal;
    }

    /** Whether damaged segments wait for {@link #replaceAll}. */
    boolean isSalvaged() {
        return salvaged;
    }

    private static StoreException tooShort(Path folder, Segments.End end, long known) {
        if (end.torn().isPresent()) return end.torn().get().unusable();
        return new StoreException.Unusable(
                "The journal in %s ends with line %d of all, but the database knows %d lines: some are missing. Restore a backup."
                        .formatted(folder, end.sequence(), known));
    }

    /** The number of the last line. */
    long sequence() {
        return sequence;
    }

    /** The number of the last line that is safe. May be asked by any thread. */
    long forcedSequence() {
        return forcedSequence;
    }

    /** Writes lines that follow each other and the last one. */
    void append(List<Line> lines) throws IOException {
        if (channel.position() >= SEGMENT_BYTES) begin();
        for (Line line : lines) {
            ByteBuffer bytes = ByteBuffer.wrap(line.bytes());
            while (bytes.hasRemaining()) channel.write(bytes);
            sequence = line.sequence();
        }
        faults.at(Faults.Point.WRITTEN);
    }

    /** Returns when everything appended is on the disk. */
    void force() throws IOException {
        channel.force(false);
        forcedBytes = channel.position();
        forcedSequence = sequence;
        faults.at(Faults.Point.FORCED);
    }

    /** Removes what was appended since the last {@link #force}. */
    void takeBack() throws IOException {
        if (channel.size() == forcedBytes) return;
        channel.truncate(forcedBytes);
        channel.position(forcedBytes);
        channel.force(false);
        sequence = forcedSequence;
    }

    /**
     * Begins a new segment, unless the last one is empty. Those before it only change by erasing.
     */
    void begin() throws IOException {
        if (channel != null && forcedBytes == 0) return;
        Path next = Segments.file(folder, sequence + 1);
        FileChannel opened =
                OwnersOnly.open(next, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        if (channel != null) channel.close();
        channel = opened;
        file = next;
        forcedBytes = 0;
        Segments.forceFolder(folder);
    }

    /** Puts {@link Event.Erased} in place of some lines, for good: their segments are rewritten. */
    void erase(Set<Long> lines) throws IOException, SQLException {
        List<Path> files = Segments.files(folder);
        for (int i = 0; i < files.size(); i++) {
            long first = Segments.firstSequence(files.get(i));
            long next =
                    i + 1 < files.size() ? Segments.firstSequence(files.get(i + 1)) : sequence + 1;
            if (lines.stream().anyMatch(line -> first <= line && line < next)) {
                rewrite(files.get(i), lines);
            }
        }
    }

    private void rewrite(Path segment, Set<Long> lines) throws IOException, SQLException {
        Path rewritten = folder.resolve("rewritten");
        Files.deleteIfExists(rewritten);
        try (FileChannel out =
                        OwnersOnly.open(
                                rewritten,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE_NEW);
                OutputStream stream = new BufferedOutputStream(Channels.newOutputStream(out))) {
            Segments.readFile(
                    segment,
                    (number, buffer, from, length) -> {
                        if (lines.contains(number)) {
                            Instant day =
                                    Line.read(buffer, from, length)
                                            .at()
                                            .truncatedTo(ChronoUnit.DAYS);
                            stream.write(new Line(number, day, new Event.Erased()).bytes());
                        } else {
                            stream.write(buffer, from, length + 1);
                        }
                    });
            stream.flush();
            out.force(true);
        }
        Files.move(
                rewritten,
                segment,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        Segments.forceFolder(folder);
        if (!segment.equals(file)) return;
        channel.close();
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
        forcedBytes = channel.size();
        channel.position(forcedBytes);
    }

    /** Writes events as the first ones of a new segment, and removes all earlier segments. */
    void replaceAll(Iterator<Event> events, Instant at) throws IOException {
        List<Path> old = new ArrayList<>(Segments.files(folder));
        begin();
        old.remove(file);
        while (events.hasNext()) append(List.of(new Line(sequence + 1, at, events.next())));
        force();
        for (Path segment : old) Files.delete(segment);
        salvaged = false;
        Segments.forceFolder(folder);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
