package org.duograph.session.checkpoint;

import java.io.IOException;

/**
 * Reads what Snappy packed: a length, and then literal bytes, and copies of what stands before.
 *
 * <p>See "Snappy compressed format description" of the Snappy project.
 */
final class Snappy {
    private final byte[] in;
    private int at;
    private final byte[] out;
    private int filled;

    private Snappy(byte[] in, int most) throws IOException {
        this.in = in;
        long length = 0;
        int shift = 0;
        int b;
        do {
            b = next();
            length |= (long) (b & 0x7f) << shift;
            shift += 7;
        } while (b >= 0x80 && shift < 35);
        if (length > most) {
            throw new IOException(
                    "a packed block is to have %,d bytes, more than it can".formatted(length));
        }
        out = new byte[(int) length];
    }

    /**
     * The bytes that were packed.
     *
     * @param most as many as there may be
     * @throws IOException if they are damaged
     */
    static byte[] unpack(byte[] packed, int most) throws IOException {
        Snappy snappy = new Snappy(packed, most);
        snappy.unpack();
        return snappy.out;
    }

    private void unpack() throws IOException {
        while (at < in.length) {
            int tag = next();
            switch (tag & 3) {
                case 0 -> literal(tag >>> 2);
                case 1 -> copy((tag >>> 2 & 7) + 4, (tag & 0xe0) << 3 | next());
                case 2 -> copy((tag >>> 2) + 1, number(2));
                default -> copy((tag >>> 2) + 1, number(4));
            }
        }
        if (filled != out.length) {
            throw new IOException("a packed block is cut");
        }
    }

    private void literal(int tag) throws IOException {
        int length = (tag < 60 ? tag : number(tag - 59)) + 1;
        if (length < 1 || length > in.length - at || length > out.length - filled) {
            throw new IOException("a packed block is damaged: literal bytes beyond its end");
        }
        System.arraycopy(in, at, out, filled, length);
        at += length;
        filled += length;
    }

    /** Copies byte by byte: what is copied may reach into what it makes. */
    private void copy(int length, int back) throws IOException {
        if (back < 1 || back > filled || length > out.length - filled) {
            throw new IOException("a packed block is damaged: a copy from outside of it");
        }
        for (int i = 0; i < length; i++) {
            out[filled] = out[filled - back];
            filled++;
        }
    }

    private int number(int bytes) throws IOException {
        int number = 0;
        for (int i = 0; i < bytes; i++) {
            number |= next() << 8 * i;
        }
        return number;
    }

    private int next() throws IOException {
        if (at >= in.length) {
            throw new IOException("a packed block is cut");
        }
        return in[at++] & 0xff;
    }
}
