package org.duograph.session.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.duograph.messages.MaskedCrc;

/** Reads the sorted table that {@link TableWriter} describes, packed or not, of many blocks. */
final class TableReader {
    private static final int MOST = 256 << 20; // bytes of a block that was packed
    private static final int MOST_GROWTH = 22; // times that Snappy makes bytes fewer: 3 of 64
    private static final int MOST_SHARED = 64; // times that keys are longer than their block
    private static final int SMALL = 1 << 20; // bytes that may be there at any growth

    private final byte[] file;
    private long read; // bytes of blocks; they don't overlap

    private TableReader(byte[] file) {
        this.file = file;
    }

    /**
     * The entries of a table, in its order.
     *
     * @throws IOException if it is damaged or no table
     */
    static Map<String, byte[]> read(byte[] file) throws IOException {
        if (file.length < TableWriter.FOOTER
                || ByteBuffer.wrap(file)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getLong(file.length - Long.BYTES)
                        != TableWriter.MAGIC) {
            throw new IOException("it does not end like a table of a checkpoint");
        }
        TableReader reader = new TableReader(file);
        ByteBuffer footer =
                ByteBuffer.wrap(file, file.length - TableWriter.FOOTER, TableWriter.FOOTER);
        varint(footer); // the block of metadata, which is empty
        varint(footer);
        Map<String, byte[]> all = new LinkedHashMap<>();
        for (byte[] handle : entries(reader.block(footer)).values()) {
            all.putAll(entries(reader.block(ByteBuffer.wrap(handle))));
        }
        return all;
    }

    /** The block at a place that a handle tells, unpacked and checked. */
    private byte[] block(ByteBuffer handle) throws IOException {
        long offset = varint(handle);
        long size = varint(handle);
        if (offset < 0 || size < 0 || offset > file.length || size > file.length - offset - 5) {
            throw new IOException("a block is said to stand beyond the end; the file is cut");
        }
        read += size;
        if (read > file.length) {
            throw new IOException("its blocks are longer than the file; they overlap");
        }
        int at = (int) offset;
        int length = (int) size;
        int stored = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(at + length + 1);
        if (stored != MaskedCrc.of(file, at, length + 1)) {
            throw new IOException("block checksum mismatch; the file is damaged");
        }
        byte[] bytes = Arrays.copyOfRange(file, at, at + length);
        return switch (file[at + length]) {
            case 0 -> bytes;
            case 1 -> Snappy.unpack(bytes, (int) Math.min(MOST, (long) MOST_GROWTH * length));
            default -> throw new IOException("a block is packed in an unknown way");
        };
    }

    private static Map<String, byte[]> entries(byte[] block) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        long restarts = block.length < 4 ? -1 : in.getInt(block.length - 4) & 0xffffffffL;
        long end = block.length - 4 - 4 * restarts;
        if (restarts < 0 || end < 0) {
            throw new IOException("a block is cut");
        }
        in.limit((int) end);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        byte[] key = {};
        long keys = 0;
        while (in.hasRemaining()) {
            int shared = length(varint(in), key.length);
            int rest = length(varint(in), in.remaining());
            int size = length(varint(in), in.remaining() - rest);
            keys += shared + rest;
            if (keys > SMALL + (long) MOST_SHARED * block.length) {
                throw new IOException("its keys are longer than a block can say; it is damaged");
            }
            byte[] next = Arrays.copyOf(key, shared + rest);
            in.get(next, shared, rest);
            byte[] value = new byte[size];
            in.get(value);
            key = next;
            entries.put(new String(key, StandardCharsets.UTF_8), value);
        }
        return entries;
    }

    private static int length(long length, int most) throws IOException {
        if (length < 0 || length > most) {
            throw new IOException("an entry is longer than its block; the file is damaged");
        }
        return (int) length;
    }

    static long varint(ByteBuffer in) throws IOException {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (!in.hasRemaining()) {
                throw new IOException("a number is cut");
            }
            byte b = in.get();
            number |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return number;
            }
        }
        throw new IOException("a number is longer than ten bytes");
    }
}
