package org.duograph.workspace.draw;

/** Texts in a picture: how wide they are, shortened where they are too long. */
final class Labels {
    private Labels() {}

    /** The width in a sans-serif font of that size, near enough for a box around it. */
    static double width(String text, double fontSize) {
        double em = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("iljtfrI.,:;'|![]()/ ".indexOf(c) >= 0) {
                em += 0.31;
            } else if ("mwMW@%".indexOf(c) >= 0) {
                em += 0.88;
            } else if (c > 0x2e80) {
                em += 1;
            } else {
                em += Character.isUpperCase(c) ? 0.7 : 0.57;
            }
        }
        return em * fontSize;
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
