package org.duograph.survey.study;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * The text of a study as it stands in a file.
 *
 * @param text as it reads in the encoding that it is in or, if that is not UTF-8, probably is in
 * @param problem why it cannot be published as it is: not UTF-8; empty if it is
 */
public record StudyText(String text, String problem) {

    private static final Charset WINDOWS = Charset.forName("windows-1252");

    /** Reads a file. A byte order mark and the ends of lines of Windows are left out. */
    public static StudyText read(byte[] file) {
        int wrong = firstWrong(file);
        if (wrong < 0 && !isZero(file)) {
            return new StudyText(tidy(new String(file, StandardCharsets.UTF_8)), "");
        }
        Charset probably = guess(file);
        boolean wide = probably.name().startsWith("UTF-");
        int line = 1;
        for (int i = 0; i < wrong && !wide; i++) {
            line += file[i] == '\n' ? 1 : 0;
        }
        return new StudyText(
                tidy(new String(file, probably)),
                "line "
                        + line
                        + ": the file is not in UTF-8 but probably in "
                        + name(probably)
                        + ". Below it stands as it reads then. Look at the letters that are not"
                        + " English, first at those of line "
                        + line
                        + ": if they are right, publish this text, and it is kept in UTF-8; if not,"
                        + " save the file as UTF-8 in the program that you wrote it with, and send"
                        + " it again.");
    }

    /** The place of the first byte that cannot be UTF-8; -1 if there is none. */
    private static int firstWrong(byte[] file) {
        CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(file);
        CoderResult result = utf8.decode(in, CharBuffer.allocate(file.length + 1), true);
        return result.isError() ? in.position() : -1;
    }

    /** Texts have no zeros, but every other byte of English in UTF-16 is one. */
    private static boolean isZero(byte[] file) {
        for (byte b : file) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    private static Charset guess(byte[] file) {
        int first = file.length > 0 ? file[0] & 0xff : 0;
        int second = file.length > 1 ? file[1] & 0xff : 0;
        if (first == 0xff && second == 0xfe || first != 0 && second == 0 && isZero(file)) {
            return StandardCharsets.UTF_16LE;
        }
        if (first == 0xfe && second == 0xff || first == 0 && isZero(file)) {
            return StandardCharsets.UTF_16BE;
        }
        for (byte b : file) {
            if ((b & 0xff) >= 0x80 && (b & 0xff) < 0xa0) { // letters in Windows-1252 alone
                return WINDOWS;
            }
        }
        return StandardCharsets.ISO_8859_1;
    }

    private static String name(Charset charset) {
        if (charset.equals(StandardCharsets.ISO_8859_1)) {
            return "ISO-8859-1 (Latin-1, which Windows-1252 agrees with here)";
        }
        return charset.equals(WINDOWS) ? "Windows-1252" : charset.name().substring(0, 6);
    }

    private static String tidy(String text) {
        String lines = text.replace("\r\n", "\n");
        return lines.startsWith("\uFEFF") ? lines.substring(1) : lines;
    }
}
