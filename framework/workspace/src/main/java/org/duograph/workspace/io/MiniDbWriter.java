package org.duograph.workspace.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.duograph.messages.AtomicFile;

/**
 * A minidb file being written; {@link MiniDb#create} and {@link MiniDb#append} make one.
 *
 * <p>What was put counts only after {@link #commit}. Closing without it, as an exception does,
 * leaves the file as it was.
 */
public final class MiniDbWriter implements Closeable {
    private final AtomicFile whole;
    private final FileChannel channel;
    private final long oldSize;
    private final OutputStream out;
    private boolean committed;

    private MiniDbWriter(Path file, AtomicFile whole, FileChannel channel, long oldSize) {
        this.whole = whole;
        this.channel = channel;
        this.oldSize = oldSize;
        this.out = whole != null ? whole.out() : AtomicFile.buffered(file, channel);
    }

    static MiniDbWriter create(Path file) throws IOException {
        return new MiniDbWriter(file, AtomicFile.open(file), null, 0);
    }

    static MiniDbWriter append(Path file) throws IOException {
        if (!Files.exists(file)) {
            return create(file);
        }
        try (MiniDbCursor cursor = MiniDb.open(file)) {
            long end = cursor.skipToEnd();
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            channel.position(end);
            return new MiniDbWriter(file, null, channel, end);
        }
    }

    /** Adds a record. Neither key nor value may be empty. */
    public void put(String key, byte[] value) throws IOException {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        if (keyBytes.length == 0 || value.length == 0) {
            throw new IllegalArgumentException(
                    "A minidb record needs a key and a value, but the "
                            + (keyBytes.length == 0 ? "key" : "value of \"" + key + "\"")
                            + " is empty");
        }
        ByteBuffer header = ByteBuffer.allocate(MiniDb.HEADER).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(keyBytes.length).putInt(value.length);
        out.write(header.array());
        out.write(keyBytes);
        out.write(value);
    }

    /** Forces all records to the disk and makes them count. */
    public void commit() throws IOException {
        if (whole != null) {
            whole.commit();
        } else {
            out.flush();
            channel.force(true);
        }
        committed = true;
    }

    /** Ends writing; without a commit the file is what it was before. */
    @Override
    public void close() throws IOException {
        if (whole != null) {
            whole.close();
        } else {
            try (channel) {
                if (!committed) {
                    channel.truncate(oldSize);
                }
            }
        }
    }
}
