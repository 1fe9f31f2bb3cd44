package org.duograph.docs;

import java.util.List;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Entities;

/** The pieces of markup that pages written by program share with pages written in AsciiDoc. */
final class Html {
    private Html() {}

    static String text(String plain) {
        return Entities.escape(plain);
    }

    /** Adds a paragraph around markup. */
    static Element paragraph(Element parent, String html) {
        Element block = parent.appendElement("div").addClass("paragraph");
        block.appendElement("p").html(html);
        return block;
    }

    /** Adds a section that search shows as part of its page, and returns its body. */
    static Element section(Element parent, String title, String id) {
        Element section = parent.appendElement("div").addClass("sect1 quiet");
        Element heading = section.appendElement("h2").attr("id", id);
        heading.appendElement("a").addClass("anchor").attr("href", "#" + id);
        heading.appendText(title);
        return section.appendElement("div").addClass("sectionbody");
    }

    /** A table from markup for its cells. */
    static String table(List<String> head, List<List<String>> rows) {
        StringBuilder html = new StringBuilder("<table class=\"tableblock\"><thead><tr>");
        head.forEach(h -> html.append("<th scope=\"col\">").append(h).append("</th>"));
        html.append("</tr></thead><tbody>");
        for (List<String> row : rows) {
            html.append("<tr>");
            row.forEach(cell -> html.append("<td>").append(cell).append("</td>"));
            html.append("</tr>");
        }
        return html.append("</tbody></table>").toString();
    }

    /** Adds a block of plain text with a copy button. */
    static void listing(Element parent, String plain) {
        listing(parent, "text", plain);
    }

    /** The same in a language: the copy button of {@code console} takes what follows each $. */
    static Element listing(Element parent, String language, String plain) {
        Element block = parent.appendElement("div").addClass("listingblock");
        Element content = block.appendElement("div").addClass("content");
        content.appendElement("pre").appendElement("code").attr("data-lang", language).text(plain);
        return block;
    }
}
