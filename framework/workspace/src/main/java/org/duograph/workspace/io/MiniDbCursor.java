package org.duograph.workspace.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.duograph.messages.FileFormatException;
import org.duograph.messages.FileKind;

/** A place in a minidb file. */
public final class MiniDbCursor implements DbCursor {
    private final Path file;
    private final FileChannel channel;
    private final long size;
    private InputStream in;
    private long offset;
    private long nextOffset;
    private String key;
    private byte[] value;

    MiniDbCursor(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.size = channel.size();
        rewind();
    }

    @Override
    public void rewind() throws IOException {
        channel.position(0);
        in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
        nextOffset = 0;
        key = null;
        value = null;
    }

    @Override
    public boolean next() throws IOException {
        key = null;
        value = null;
        offset = nextOffset;
        if (offset == size) {
            return false;
        }
        int[] lengths = readHeader();
        key = new String(read(lengths[0]), StandardCharsets.UTF_8);
        value = read(lengths[1]);
        nextOffset = offset + MiniDb.HEADER + lengths[0] + lengths[1];
        return true;
    }

    /** Moves to the end without reading values; returns the offset there. */
    long skipToEnd() throws IOException {
        while (nextOffset < size) {
            offset = nextOffset;
            int[] lengths = readHeader();
            in.skipNBytes((long) lengths[0] + lengths[1]);
            nextOffset = offset + MiniDb.HEADER + lengths[0] + lengths[1];
        }
        return nextOffset;
    }

    private int[] readHeader() throws IOException {
        long left = size - offset - MiniDb.HEADER;
        if (left < 0) {
            refuseOthers();
            throw new FileFormatException(
                    "%s: a record begins at byte %,d, but the file ends after %,d bytes more; it is"
                                    .formatted(file, offset, size - offset)
                            + " cut. Copy or write it again");
        }
        ByteBuffer header = ByteBuffer.wrap(read(MiniDb.HEADER)).order(ByteOrder.LITTLE_ENDIAN);
        int keyLength = header.getInt();
        int valueLength = header.getInt();
        if (keyLength <= 0 || valueLength <= 0 || (long) keyLength + valueLength > left) {
            refuseOthers();
            throw new FileFormatException(
                    ("%s: the record at byte %,d claims a key of %,d and a value of %,d bytes, but"
                                    + " %,d bytes are left. The file is cut, or it is not a minidb")
                            .formatted(file, offset, keyLength, valueLength, left));
        }
        return new int[] {keyLength, valueLength};
    }

    /** Fails if the file is one of another kind, which shows in its first record. */
    private void refuseOthers() throws IOException {
        Optional<FileKind> kind = offset > 0 ? Optional.empty() : FileKind.of(file);
        if (kind.isPresent() && kind.get() != FileKind.MINIDB) {
            throw new FileFormatException(
                    "%s is %s, not a minidb. %s"
                            .formatted(file, kind.get().what(), kind.get().advice()));
        }
    }

    private byte[] read(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException(file + " became shorter while it was read");
        }
        return bytes;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public byte[] value() {
        return value;
    }

    @Override
    public long offset() {
        return offset;
    }

    /** Closes the file. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
