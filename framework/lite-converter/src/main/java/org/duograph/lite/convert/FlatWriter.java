package org.duograph.lite.convert;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a file of FlatBuffers from front to back: a table first, then what it refers to, whose
 * place is then entered in the table. The other half of {@code FlatTable}.
 */
final class FlatWriter {
    private ByteBuffer bytes = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);
    private int size;

    /** Something that a table or list refers to. */
    @FunctionalInterface
    interface Part {
        /** Writes it, and gives its place. */
        int write(FlatWriter to);
    }

    /** The bytes of a file whose root is {@code table}. */
    static byte[] file(String identifier, Part table) {
        FlatWriter to = new FlatWriter();
        to.grow(8);
        for (int i = 0; i < 4; i++) {
            to.bytes.put(4 + i, (byte) identifier.charAt(i));
        }
        int root = table.write(to); // bytes may be others afterwards
        to.bytes.putInt(0, root);
        return Arrays.copyOf(to.bytes.array(), to.size);
    }

    /**
     * A table.
     *
     * @param fields by slots: Byte, Boolean, Integer, Float, Part; null where the default holds
     */
    static Part table(Object... fields) {
        return to -> to.writeTable(fields);
    }

    /** A list of tables or texts. */
    static Part list(List<Part> elements) {
        return to -> {
            int at = to.list(elements.size(), 4, 4);
            for (int i = 0; i < elements.size(); i++) {
                int field = at + 4 + 4 * i;
                int place = elements.get(i).write(to);
                to.bytes.putInt(field, place - field);
            }
            return at;
        };
    }

    /** A list of 32-bit whole numbers. */
    static Part ints(int... elements) {
        return to -> {
            int at = to.list(elements.length, 4, 4);
            for (int i = 0; i < elements.length; i++) {
                to.bytes.putInt(at + 4 + 4 * i, elements[i]);
            }
            return at;
        };
    }

    /** A list of 64-bit whole numbers. */
    static Part longs(int... elements) {
        return to -> {
            int at = to.list(elements.length, 8, 8);
            for (int i = 0; i < elements.length; i++) {
                to.bytes.putLong(at + 4 + 8 * i, elements[i]);
            }
            return at;
        };
    }

    /** A list of floating-point numbers. */
    static Part floats(float... elements) {
        return to -> {
            int at = to.list(elements.length, 4, 4);
            for (int i = 0; i < elements.length; i++) {
                to.bytes.putFloat(at + 4 + 4 * i, elements[i]);
            }
            return at;
        };
    }

    /** A list of bytes, the first of which stands at a multiple of 16. */
    static Part bytes(byte[] elements) {
        return to -> {
            int at = to.list(elements.length, 1, 16);
            System.arraycopy(elements, 0, to.bytes.array(), at + 4, elements.length);
            return at;
        };
    }

    /** A text. */
    static Part text(String text) {
        return to -> {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            int at = to.list(utf8.length, 1, 4);
            System.arraycopy(utf8, 0, to.bytes.array(), at + 4, utf8.length);
            to.grow(1); // a zero ends it
            return at;
        };
    }

    /** Makes room for a list whose elements begin at a multiple of {@code align}. */
    private int list(int count, int width, int align) {
        pad(align, 4);
        int at = grow(4 + count * width);
        bytes.putInt(at, count);
        return at;
    }

    private int writeTable(Object... fields) {
        pad(4, 4 + 2 * fields.length);
        int slots = grow(4 + 2 * fields.length);
        int table = grow(4);
        bytes.putInt(table, table - slots);
        int[] places = new int[fields.length];
        for (int width : new int[] {4, 1}) { // the wide ones first, so that they are aligned
            for (int i = 0; i < fields.length; i++) {
                if (fields[i] != null && width(fields[i]) == width) {
                    places[i] = grow(width);
                    bytes.putShort(slots + 4 + 2 * i, (short) (places[i] - table));
                }
            }
        }
        bytes.putShort(slots, (short) (4 + 2 * fields.length));
        bytes.putShort(slots + 2, (short) (size - table));
        for (int i = 0; i < fields.length; i++) {
            if (fields[i] instanceof Part part) {
                int place = part.write(this);
                bytes.putInt(places[i], place - places[i]);
            } else if (fields[i] instanceof Integer number) {
                bytes.putInt(places[i], number);
            } else if (fields[i] instanceof Float number) {
                bytes.putFloat(places[i], number);
            } else if (fields[i] instanceof Byte number) {
                bytes.put(places[i], number);
            } else if (fields[i] instanceof Boolean flag) {
                bytes.put(places[i], (byte) (flag ? 1 : 0));
            }
        }
        return table;
    }

    private static int width(Object field) {
        return field instanceof Byte || field instanceof Boolean ? 1 : 4;
    }

    /** Goes on until what stands {@code ahead} bytes further on is aligned. */
    private void pad(int align, int ahead) {
        while ((size + ahead) % align != 0) {
            grow(1);
        }
    }

    /** Makes room for zeros, and gives their place. */
    private int grow(int count) {
        int at = size;
        int end = Math.addExact(size, count);
        if (end > bytes.capacity()) {
            int capacity = Math.max(end, (int) Math.min(1L << 30, 2L * bytes.capacity()));
            bytes =
                    ByteBuffer.wrap(Arrays.copyOf(bytes.array(), capacity))
                            .order(ByteOrder.LITTLE_ENDIAN);
        }
        size = end;
        return at;
    }
}
