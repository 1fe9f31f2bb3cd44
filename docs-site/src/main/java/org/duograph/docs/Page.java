package org.duograph.docs;

import org.jsoup.nodes.Element;

/**
 * One converted page, before it is laid out.
 *
 * @param source path of the AsciiDoc file relative to the docs folder, such as {@code
 *     tutorials/basics.adoc}
 * @param title the page's title as HTML, without markup around it
 * @param description one sentence for search engines and link previews; may be empty
 * @param home true for the landing page, which has no side navigation
 * @param body the converted text; owned by the page and changed in place by later steps
 */
public record Page(String source, String title, String description, boolean home, Element body) {

    /** Where the page lands in the site, such as {@code tutorials/basics.html}. */
    public String target() {
        return targetOf(source);
    }

    /** Where a source file lands in the site; files that are not AsciiDoc keep their name. */
    public static String targetOf(String source) {
        return source.endsWith(".adoc")
                ? source.substring(0, source.length() - ".adoc".length()) + ".html"
                : source;
    }

    /** The way from this page's folder up to the root of the site: empty, or {@code ../}. */
    public String up() {
        return upFrom(source);
    }

    /** The way from a path's folder up to the root: {@code ../} for every folder. */
    public static String upFrom(String path) {
        return "../".repeat((int) path.chars().filter(c -> c == '/').count());
    }
}
