package org.duograph.data;

/** Words inside of XML and HTML. */
public final class Xml {
    private Xml() {}

    /** Words as they must be written between tags and in attributes. */
    public static String escape(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
