package org.duograph.data;

/** Words inside of XML. */
final class Xml {
    private Xml() {}

    static String escape(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
