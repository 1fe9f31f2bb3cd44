package org.duograph.workspace.draw;

import java.util.List;
import java.util.Locale;

/** Texts in a picture: in which font, how wide they are at most, shortened where too long. */
final class Labels {
    /** The fonts of all texts, best first. */
    static final String FONT = "Helvetica,Arial,'Liberation Sans','DejaVu Sans',sans-serif";

    /** Advances of the letters from space to ~ in DejaVu Sans, the widest, in hundredths of em. */
    private static final int[] WIDTHS = {
        32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64,
        64, 64, 64, 34, 34, 84, 84, 84, 54, 101, 69, 69, 70, 78, 64, 58, 78, 76, 30, 30, 66, 56, 87,
        75, 79, 61, 79, 70, 64, 62, 74, 69, 99, 69, 62, 69, 40, 34, 40, 84, 51, 51, 62, 64, 55, 64,
        62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64,
        34, 64, 84
    };

    private Labels() {}

    /** The width in {@link #FONT} of that size, whichever of its fonts is there. */
    static double width(String text, double fontSize) {
        double hundredths = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean known = c >= ' ' && c - ' ' < WIDTHS.length;
            hundredths += known ? WIDTHS[c - ' '] : 100;
        }
        return hundredths * fontSize / 100;
    }

    /** At most {@code limit} letters: names differ at their ends, so the middle goes. */
    static String shorten(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        int tail = limit / 2;
        return text.substring(0, limit - 1 - tail) + "…" + text.substring(text.length() - tail);
    }

    /** At most {@code limit} letters of the beginning. */
    static String shortenEnd(String text, int limit) {
        return text.length() <= limit ? text : text.substring(0, limit - 1) + "…";
    }

    /** A count of bytes for people, such as {@code 784 KiB}. */
    static String bytes(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= 1024 && unit < 4) {
            amount /= 1024;
            unit++;
        }
        String digits = amount < 10 && unit > 0 ? "%.1f" : "%.0f";
        String name = List.of("B", "KiB", "MiB", "GiB", "TiB").get(unit);
        return String.format(Locale.ROOT, digits, amount) + " " + name;
    }

    /** Text as XML content or attribute; characters that XML forbids become question marks. */
    static String xml(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .forEach(
                        c -> {
                            switch (c) {
                                case '&' -> out.append("&amp;");
                                case '<' -> out.append("&lt;");
                                case '>' -> out.append("&gt;");
                                case '"' -> out.append("&quot;");
                                default -> {
                                    boolean forbidden =
                                            c < ' ' && c != '\n' && c != '\t'
                                                    || c >= 0xd800 && c <= 0xdfff
                                                    || (c & 0xfffe) == 0xfffe;
                                    out.appendCodePoint(forbidden ? '?' : c);
                                }
                            }
                        });
        return out.toString();
    }
}
