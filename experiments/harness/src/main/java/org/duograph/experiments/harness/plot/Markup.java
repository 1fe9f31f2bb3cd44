package org.duograph.experiments.harness.plot;

import java.util.Locale;

/** Writes SVG or HTML element by element: escapes every text, rounds every length to a tenth. */
public final class Markup {
    private final StringBuilder text = new StringBuilder();

    /** Opens an element; attributes are names and values in turn. */
    public Markup open(String element, Object... attributes) {
        start(element, attributes);
        text.append(">\n");
        return this;
    }

    /** Closes an element. */
    public Markup close(String element) {
        text.append("</").append(element).append(">\n");
        return this;
    }

    /** An element without content. */
    public Markup empty(String element, Object... attributes) {
        start(element, attributes);
        text.append("/>\n");
        return this;
    }

    /** An element that holds nothing but text. */
    public Markup words(String element, String words, Object... attributes) {
        start(element, attributes);
        text.append('>').append(escape(words)).append("</").append(element).append(">\n");
        return this;
    }

    /** Puts in markup that is already written. */
    public Markup markup(String written) {
        text.append(written);
        return this;
    }

    private void start(String element, Object... attributes) {
        text.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ').append(attributes[i]).append("=\"");
            Object value = attributes[i + 1];
            text.append(value instanceof Double length ? number(length) : escape("" + value));
            text.append('"');
        }
    }

    /** A length as SVG wants it, whatever the language of the system. */
    static String number(double length) {
        return String.format(Locale.ROOT, "%.1f", length);
    }

    /** Words as they must be written between tags and in attributes. */
    public static String escape(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
