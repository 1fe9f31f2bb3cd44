package org.duograph.messages;

import java.util.zip.CRC32C;

/**
 * CRC-32C, masked so that the checksum of bytes that hold checksums is a good one, too: what
 * TensorFlow's files have.
 */
public final class MaskedCrc {
    private static final int DELTA = 0xa282ead8;

    private MaskedCrc() {}

    /** The masked checksum of bytes. */
    public static int of(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return mask((int) crc.getValue());
    }

    /** A checksum, masked: turned by 15 bits, and a number added. */
    public static int mask(int crc) {
        return (crc >>> 15 | crc << 17) + DELTA;
    }
}
