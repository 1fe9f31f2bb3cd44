package org.duograph.tensorboard;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.duograph.messages.FileFormatException;
import org.duograph.messages.MaskedCrc;
import org.duograph.session.proto.Event;

/**
 * Reads one event file, also while it is being written: a record that is cut is taken to be on its
 * way, and read when the rest is there.
 */
public final class EventReader implements AutoCloseable {
    private static final int HEAD = Long.BYTES + Integer.BYTES; // a length and its checksum
    private static final int CHECKSUM = Integer.BYTES;

    private final Path path;
    private final RandomAccessFile file;
    private long offset;
    private int read;

    /** Opens a file. */
    public EventReader(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        this.path = path;
        this.file = new RandomAccessFile(path.toFile(), "r");
    }

    /** All events of a file, as far as they are written. */
    public static List<Event> readAll(Path path) throws IOException {
        try (EventReader reader = new EventReader(path)) {
            List<Event> events = new ArrayList<>();
            for (Event event = reader.next(); event != null; event = reader.next()) {
                events.add(event);
            }
            return events;
        }
    }

    /**
     * The next event, or null if no more is written yet.
     *
     * @throws FileFormatException if the file is damaged here, or is no event file; it stays so
     */
    public Event next() throws IOException {
        long there = file.length() - offset;
        if (there < HEAD) {
            return null;
        }
        ByteBuffer head = bytes(offset, HEAD);
        long length = head.getLong();
        if (head.getInt() != MaskedCrc.of(head.array(), 0, Long.BYTES)) {
            throw damaged(
                    read == 0
                            ? "is no event file, or damaged: the length of its first record"
                            : "is damaged: the length of record " + read);
        }
        if (length < 0 || length > Integer.MAX_VALUE - HEAD - CHECKSUM) {
            throw new FileFormatException(
                    "%s: record %d, at byte %d, would have %d bytes"
                            .formatted(path, read, offset, length));
        }
        if (there < HEAD + length + CHECKSUM) {
            return null;
        }
        ByteBuffer body = bytes(offset + HEAD, (int) length + CHECKSUM);
        if (body.getInt((int) length) != MaskedCrc.of(body.array(), 0, (int) length)) {
            throw damaged("is damaged: record " + read);
        }
        try {
            Event event = Event.parseFrom(body.limit((int) length));
            offset += HEAD + length + CHECKSUM;
            read++;
            return event;
        } catch (InvalidProtocolBufferException e) {
            throw new FileFormatException(
                    "%s: record %d, at byte %d, is no event: %s"
                            .formatted(path, read, offset, e.getMessage()),
                    e);
        }
    }

    private ByteBuffer bytes(long from, int count) throws IOException {
        byte[] bytes = new byte[count];
        file.seek(from);
        try {
            file.readFully(bytes);
        } catch (EOFException e) {
            throw new FileFormatException(path + " became shorter while it was read", e);
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private FileFormatException damaged(String what) {
        return new FileFormatException(
                "%s %s, at byte %d, does not have the checksum that stands beside it"
                        .formatted(path, what, offset));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
