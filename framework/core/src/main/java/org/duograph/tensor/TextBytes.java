package org.duograph.tensor;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Bytes as an element of an array of texts, which is where files and TensorFlow put any bytes:
 * UTF-8 is the text that it says, and each byte that is no UTF-8 one lone surrogate, {@code U+DC80}
 * to {@code U+DCFF}. So all bytes come back as they were. Python calls this surrogateescape.
 */
public final class TextBytes {
    private static final int ESCAPED = 0xDC00; // plus the byte, which is 0x80 or more

    private TextBytes() {}

    /** The text that stands for some bytes. */
    public static String text(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer from = ByteBuffer.wrap(bytes);
        CharBuffer to = CharBuffer.allocate(bytes.length + 1);
        while (true) {
            CoderResult result = decoder.decode(from, to, true);
            if (!result.isError()) {
                return to.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                to.put((char) (ESCAPED | from.get() & 0xFF));
            }
            decoder.reset();
        }
    }

    /**
     * The bytes for which a text stands.
     *
     * @throws IllegalArgumentException if it has half a character that stands for no byte
     */
    public static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = i > 0 && Character.isSurrogatePair(text.charAt(i - 1), c);
            if (!pair && c >= ESCAPED + 0x80 && c <= ESCAPED + 0xFF) {
                bytes.writeBytes(text.substring(start, i).getBytes(StandardCharsets.UTF_8));
                bytes.write(c & 0xFF);
                start = i + 1;
            } else if (isHalf(text, i, pair)) {
                throw new IllegalArgumentException(
                        "Character %d of a text is half of one, U+%04X, and stands for no byte"
                                .formatted(i, (int) c));
            }
        }
        bytes.writeBytes(text.substring(start).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    private static boolean isHalf(String text, int i, boolean endsPair) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && !endsPair;
    }
}
