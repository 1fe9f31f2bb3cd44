package org.duograph.session.checkpoint;

import java.util.zip.CRC32C;

/** CRC-32C, masked so that the checksum of bytes that hold checksums is a good one, too. */
final class Crc {
    private static final int DELTA = 0xa282ead8;

    private Crc() {}

    /** The masked checksum of bytes. */
    static int masked(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return mask((int) crc.getValue());
    }

    /** A checksum, masked: turned by 15 bits, and a number added. */
    static int mask(int crc) {
        return (crc >>> 15 | crc << 17) + DELTA;
    }
}
