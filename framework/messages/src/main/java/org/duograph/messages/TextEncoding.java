package org.duograph.messages;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Bytes as text, which must be in UTF-8; a byte order mark at its beginning is skipped. */
final class TextEncoding {
    private static final byte[] UTF_8_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final byte[] UTF_16_LITTLE = {(byte) 0xff, (byte) 0xfe};
    private static final byte[] UTF_16_BIG = {(byte) 0xfe, (byte) 0xff};

    private TextEncoding() {}

    /** How many bytes a byte order mark takes at the beginning: 3 or none. */
    static int markLength(byte[] head) {
        return startsWith(head, UTF_8_MARK) ? UTF_8_MARK.length : 0;
    }

    /**
     * Fails if a file begins with the byte order mark of an encoding that can't be read.
     *
     * @param source names the file in errors
     */
    static void refuseUtf16(byte[] head, String source) throws FileFormatException {
        if (startsWith(head, UTF_16_LITTLE) || startsWith(head, UTF_16_BIG)) {
            throw new FileFormatException(
                    source + " begins with the byte order mark of UTF-16; save the text as UTF-8");
        }
    }

    /**
     * The text.
     *
     * @param source names the file in errors
     * @throws FileFormatException naming the line of the first byte that is no UTF-8
     */
    static String decode(byte[] bytes, String source) throws FileFormatException {
        int mark = markLength(bytes);
        ByteBuffer in = ByteBuffer.wrap(bytes, mark, bytes.length - mark);
        CharBuffer out = CharBuffer.allocate(in.remaining());
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result = decoder.decode(in, out, true);
        out.flip();
        if (result.isError()) {
            long line = 1 + out.chars().filter(c -> c == '\n').count();
            throw new FileFormatException(
                    "%s, line %d: the byte 0x%02x is no UTF-8; is the text in another encoding, such as Windows-1252? Save it as UTF-8"
                            .formatted(source, line, in.get(in.position()) & 0xff));
        }
        return out.toString();
    }

    private static boolean startsWith(byte[] bytes, byte[] mark) {
        if (bytes.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if (bytes[i] != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
