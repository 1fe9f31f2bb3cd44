package org.duograph.cluster;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * What stands before a piece of a message: 32 bytes, little-endian.
 *
 * <pre>
 *  0  int    DUOG       4  byte  version   5  byte  kind   6  short 0
 *  8  long   number of the operation      16  long  bytes of the whole message
 * 24  int    bytes of this piece          28  int   CRC-32C of all before it and of the piece
 * </pre>
 */
final class Frame {
    static final int HEADER = 32;
    static final int VERSION = 1;

    private static final int MAGIC = 0x474f5544;
    private static final int CHECK = 28;

    private Frame() {}

    /** What a message belongs to. */
    enum Kind {
        ALL_REDUCE("allReduce"),
        ALL_GATHER("allGather"),
        BROADCAST("broadcast"),
        BARRIER("barrier"),
        MESSAGE("send"),
        PULSE("pulse"),
        LEAVE("leave"),
        QUESTION("question"),
        ANSWER("answer");

        final String label;

        Kind(String label) {
            this.label = label;
        }
    }

    /** A buffer for a frame with at most {@code piece} bytes of a message. */
    static ByteBuffer buffer(int piece) {
        return ByteBuffer.allocateDirect(HEADER + piece).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Writes the header before the piece that stands in a buffer up to its position, and flips. */
    static void seal(ByteBuffer frame, Kind kind, long operation, long total) {
        frame.flip();
        frame.putInt(0, MAGIC).put(4, (byte) VERSION).put(5, (byte) kind.ordinal());
        frame.putShort(6, (short) 0).putLong(8, operation).putLong(16, total);
        frame.putInt(24, frame.limit() - HEADER);
        frame.putInt(CHECK, check(frame));
    }

    /** How many bytes of a message follow a header, or -1 if it is none. */
    static int piece(ByteBuffer frame, int most) {
        int length = frame.getInt(24);
        boolean ours = frame.getInt(0) == MAGIC && frame.get(4) == VERSION;
        return ours && length >= 0 && length <= most && length <= total(frame) ? length : -1;
    }

    /** Whether a whole frame came as it was sent. */
    static boolean isWhole(ByteBuffer frame, int bytes) {
        ByteBuffer all = frame.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        all.position(0).limit(bytes);
        boolean known = frame.get(5) >= 0 && frame.get(5) < Kind.values().length;
        return known && frame.getInt(CHECK) == check(all);
    }

    static Kind kind(ByteBuffer frame) {
        return Kind.values()[frame.get(5)];
    }

    static long operation(ByteBuffer frame) {
        return frame.getLong(8);
    }

    static long total(ByteBuffer frame) {
        return frame.getLong(16);
    }

    private static int check(ByteBuffer frame) {
        CRC32C crc = new CRC32C();
        int end = frame.limit();
        crc.update(frame.duplicate().position(0).limit(CHECK));
        crc.update(frame.duplicate().position(HEADER).limit(end));
        return (int) crc.getValue();
    }
}
