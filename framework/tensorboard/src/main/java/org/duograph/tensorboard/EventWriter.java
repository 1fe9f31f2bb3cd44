package org.duograph.tensorboard;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.duograph.messages.MaskedCrc;
import org.duograph.session.proto.Event;
import org.duograph.session.proto.SourceMetadata;

/**
 * Writes one event file: records, each with its length before it and checksums of both. A record is
 * on its way to the disk when {@link #write} returns, so whoever reads meanwhile finds it. Threads
 * may share a writer.
 */
public final class EventWriter implements AutoCloseable {
    static final String VERSION = "brain.Event:2";

    private final Path file;
    private final OutputStream out;

    private EventWriter(Path file, OutputStream out) {
        this.file = file;
        this.out = out;
    }

    /**
     * Begins a new file in a folder, which is made if it isn't there.
     *
     * @throws IOException if it can't be written
     */
    public static EventWriter in(Path folder) throws IOException {
        Files.createDirectories(folder);
        double now = System.currentTimeMillis() / 1e3;
        // Where TensorFlow writes the machine's name: to look it up may take seconds.
        String name =
                "events.out.tfevents.%010d.duograph.%d"
                        .formatted((long) now, ProcessHandle.current().pid());
        for (int i = 0; ; i++) {
            Path file = folder.resolve(i == 0 ? name : name + "." + i);
            try {
                OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
                EventWriter writer = new EventWriter(file, out);
                writer.write(
                        Event.newBuilder()
                                .setWallTime(now)
                                .setFileVersion(VERSION)
                                .setSourceMetadata(
                                        SourceMetadata.newBuilder().setWriter("duograph"))
                                .build());
                return writer;
            } catch (FileAlreadyExistsException taken) {
                continue; // by this program, in the same second
            }
        }
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** Appends an event. */
    public synchronized void write(Event event) throws IOException {
        out.write(record(event.toByteArray()));
    }

    /** The record of some bytes: how many, the checksum of that, the bytes and their checksum. */
    static byte[] record(byte[] data) {
        ByteBuffer record = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(MaskedCrc.of(record.array(), 0, Long.BYTES));
        record.put(data);
        record.putInt(MaskedCrc.of(data, 0, data.length));
        return record.array();
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
