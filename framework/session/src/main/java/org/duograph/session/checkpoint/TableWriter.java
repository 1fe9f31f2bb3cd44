package org.duograph.session.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import org.duograph.messages.MaskedCrc;

/**
 * Writes a sorted table, the format of a checkpoint's index: one block of entries, an empty block
 * of metadata, an index of one block, and a footer that says where these stand.
 *
 * <p>A block is entries (lengths of the key's beginning that it shares with the one before, of the
 * rest, and of the value; the rest; the value), where entries stand that share nothing, and how
 * many such there are. A byte that tells how it is packed and a checksum follow it. Here nothing is
 * shared and nothing packed.
 */
final class TableWriter {
    static final long MAGIC = 0xdb4775248b80fb57L;
    static final int FOOTER = 48;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    private TableWriter() {}

    /** The bytes of a table; keys are sorted by their bytes. */
    static byte[] write(SortedMap<String, byte[]> entries) {
        TableWriter writer = new TableWriter();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        entries.forEach((key, value) -> entry(data, utf8(key), value));
        byte[] dataHandle = writer.block(data);
        byte[] metaHandle = writer.block(new ByteArrayOutputStream());
        ByteArrayOutputStream index = new ByteArrayOutputStream();
        entry(index, utf8(entries.lastKey()), dataHandle);
        byte[] indexHandle = writer.block(index);
        ByteBuffer footer = ByteBuffer.allocate(FOOTER).order(ByteOrder.LITTLE_ENDIAN);
        footer.put(metaHandle).put(indexHandle).position(FOOTER - 8);
        footer.putLong(MAGIC);
        writer.file.writeBytes(footer.array());
        return writer.file.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void entry(ByteArrayOutputStream to, byte[] key, byte[] value) {
        varint(to, 0);
        varint(to, key.length);
        varint(to, value.length);
        to.writeBytes(key);
        to.writeBytes(value);
    }

    /** Appends a block of entries, and gives where it stands: its place and length. */
    private byte[] block(ByteArrayOutputStream entries) {
        ByteBuffer restarts = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        entries.writeBytes(restarts.putInt(0).putInt(1).array()); // readers search from the first
        byte[] block = entries.toByteArray();
        ByteArrayOutputStream handle = new ByteArrayOutputStream();
        varint(handle, file.size());
        varint(handle, block.length);
        entries.write(0); // not packed
        byte[] checked = entries.toByteArray();
        file.writeBytes(checked);
        ByteBuffer crc = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        file.writeBytes(crc.putInt(MaskedCrc.of(checked, 0, checked.length)).array());
        return handle.toByteArray();
    }

    static void varint(ByteArrayOutputStream to, long number) {
        long left = number;
        while (left >>> 7 != 0) {
            to.write((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        to.write((int) left);
    }
}
