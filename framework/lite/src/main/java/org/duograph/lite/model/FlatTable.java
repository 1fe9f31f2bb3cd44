package org.duograph.lite.model;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;

/**
 * A table in a file of FlatBuffers: fields by slot number, each there or not.
 *
 * <p>A table begins with the distance to its list of fields (its vtable), which holds for each slot
 * the distance from the table to the field, or 0. Texts, lists and other tables stand elsewhere:
 * the field is the distance to them. Whoever asks for a field that is not there gets the default.
 *
 * <p>Reading out of bounds throws {@link IndexOutOfBoundsException}, which {@link Model} turns into
 * a message: the file is damaged.
 */
public final class FlatTable {
    private static final Charset UTF_8 = Charset.forName("UTF-8");
    private static final FlatTable EMPTY = new FlatTable(null, 0);

    private final ByteBuffer bytes; // little-endian; null of the empty table
    private final int at;

    private FlatTable(ByteBuffer bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    /** The root table of a file, which is the first thing that it names. */
    static FlatTable root(ByteBuffer littleEndian) {
        return new FlatTable(littleEndian, littleEndian.getInt(0));
    }

    /** A table in which nothing is said. */
    static FlatTable empty() {
        return EMPTY;
    }

    /** The place of a field, or 0 if it is not there. */
    private int field(int slot) {
        if (bytes == null) {
            return 0;
        }
        int fields = at - bytes.getInt(at);
        int place = 4 + 2 * slot;
        int distance =
                place < (bytes.getShort(fields) & 0xFFFF)
                        ? bytes.getShort(fields + place) & 0xFFFF
                        : 0;
        return distance == 0 ? 0 : at + distance;
    }

    /** Whether a field is there. */
    public boolean has(int slot) {
        return field(slot) != 0;
    }

    /** A 32-bit whole number. */
    public int int32(int slot, int otherwise) {
        int field = field(slot);
        return field == 0 ? otherwise : bytes.getInt(field);
    }

    /** A byte: a small enumeration or a truth value. */
    public int int8(int slot) {
        int field = field(slot);
        return field == 0 ? 0 : bytes.get(field);
    }

    /** A 32-bit floating-point number. */
    public float float32(int slot, float otherwise) {
        int field = field(slot);
        return field == 0 ? otherwise : bytes.getFloat(field);
    }

    /** A table. */
    FlatTable table(int slot) {
        int field = field(slot);
        return field == 0 ? EMPTY : new FlatTable(bytes, field + bytes.getInt(field));
    }

    /** A text; empty if it is not there. */
    String text(int slot) {
        ByteBuffer content = bytes(slot);
        return content == null ? "" : UTF_8.decode(content).toString();
    }

    /** The bytes of a list of bytes, read-only; null if it is not there. */
    ByteBuffer bytes(int slot) {
        int list = list(slot);
        if (list == 0) {
            return null;
        }
        int count = count(list, 1);
        ByteBuffer part = bytes.asReadOnlyBuffer();
        part.position(list + 4);
        part.limit(list + 4 + count);
        return part.slice();
    }

    /** How many elements a list has. */
    int size(int slot) {
        int list = list(slot);
        return list == 0 ? 0 : count(list, 1);
    }

    /** A list of 32-bit whole numbers; null if it is not there. */
    public int[] ints(int slot) {
        int list = list(slot);
        if (list == 0) {
            return null;
        }
        int[] all = new int[count(list, 4)];
        for (int i = 0; i < all.length; i++) {
            all[i] = bytes.getInt(list + 4 + 4 * i);
        }
        return all;
    }

    /** A list of 64-bit whole numbers that fit into 32 bits; null if it is not there. */
    int[] longs(int slot) {
        int list = list(slot);
        if (list == 0) {
            return null;
        }
        int[] all = new int[count(list, 8)];
        for (int i = 0; i < all.length; i++) {
            all[i] = (int) bytes.getLong(list + 4 + 8 * i);
        }
        return all;
    }

    /** A list of floating-point numbers; null if it is not there. */
    float[] floats(int slot) {
        int list = list(slot);
        if (list == 0) {
            return null;
        }
        float[] all = new float[count(list, 4)];
        for (int i = 0; i < all.length; i++) {
            all[i] = bytes.getFloat(list + 4 + 4 * i);
        }
        return all;
    }

    /** Element {@code i} of a list of tables. */
    FlatTable element(int slot, int i) {
        int list = list(slot);
        if (list == 0 || i < 0 || i >= count(list, 4)) {
            throw new IndexOutOfBoundsException("element " + i + " of a list");
        }
        int place = list + 4 + 4 * i;
        return new FlatTable(bytes, place + bytes.getInt(place));
    }

    private int list(int slot) {
        int field = field(slot);
        return field == 0 ? 0 : field + bytes.getInt(field);
    }

    /** How many elements of so many bytes follow; a list longer than the file is damage. */
    private int count(int list, int width) {
        int count = bytes.getInt(list);
        if (count < 0 || (long) count * width > bytes.limit() - (list + 4L)) {
            throw new IndexOutOfBoundsException("a list of " + count + " elements");
        }
        return count;
    }
}
