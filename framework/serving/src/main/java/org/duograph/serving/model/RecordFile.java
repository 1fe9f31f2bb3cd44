package org.duograph.serving.model;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duograph.messages.FileFormatException;
import org.duograph.messages.MaskedCrc;

/**
 * Reads a finished file of records as TensorFlow writes it (TFRecord): of each record the length, 8
 * bytes, least significant first; its checksum; the bytes; their checksum. Checksums are {@link
 * MaskedCrc}'s.
 */
final class RecordFile implements AutoCloseable {
    private static final int HEAD = Long.BYTES + Integer.BYTES; // a length and its checksum
    private static final int CHECKSUM = Integer.BYTES;

    private final Path path;
    private final InputStream in;
    private long left;
    private int read;

    /** Opens a file. */
    RecordFile(Path path) throws IOException {
        this.path = path;
        this.left = Files.size(path);
        this.in = new BufferedInputStream(Files.newInputStream(path));
    }

    /**
     * The bytes of the next record; null at the end.
     *
     * @throws FileFormatException if the file is cut or damaged here, or holds no records
     */
    byte[] next() throws IOException {
        if (left == 0) {
            return null;
        }
        ByteBuffer head = take(HEAD);
        long length = head.getLong();
        require(head.getInt() == MaskedCrc.of(head.array(), 0, Long.BYTES), "its length");
        if (length < 0 || length > left - CHECKSUM) {
            throw damaged("is cut: it should have %d bytes".formatted(length));
        }
        ByteBuffer body = take((int) length + CHECKSUM);
        int sum = body.getInt((int) length);
        require(sum == MaskedCrc.of(body.array(), 0, (int) length), "its bytes");
        read++;
        byte[] record = new byte[(int) length];
        body.get(record);
        return record;
    }

    private ByteBuffer take(int count) throws IOException {
        byte[] bytes = count <= left ? in.readNBytes(count) : new byte[0];
        if (bytes.length != count) {
            throw damaged("is cut");
        }
        left -= count;
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void require(boolean ok, String what) throws FileFormatException {
        if (!ok) {
            throw damaged("does not have the checksum that stands beside " + what);
        }
    }

    private FileFormatException damaged(String how) {
        return new FileFormatException(
                "%s, record %d %s; write the file again, as a TFRecord file without compression"
                        .formatted(path, read, how));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
