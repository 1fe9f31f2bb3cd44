package org.duograph.docs;

import org.jsoup.nodes.Element;

/** Turns Asciidoctor's markup into the plainer markup that our style sheet is written for. */
final class PageBody {
    private static final String COPY =
            "<svg viewBox=\"0 0 24 24\" width=\"18\" height=\"18\" aria-hidden=\"true\">"
                    + "<rect x=\"9\" y=\"9\" width=\"11\" height=\"11\" rx=\"2\" />"
                    + "<path d=\"M5 15V6a2 2 0 0 1 2-2h8\" /></svg>";

    private PageBody() {}

    /** Rewrites admonitions, tables, code blocks and anchors of one page in place. */
    static void polish(Element body) {
        body.select(".admonitionblock").forEach(PageBody::admonition);
        body.select("table.tableblock").forEach(PageBody::table);
        body.select(".listingblock").forEach(PageBody::listing);
        body.select("a.anchor")
                .forEach(a -> a.attr("aria-label", "Link to this section").text("#"));
        body.select("i.conum").forEach(PageBody::callout);
        body.select(".colist table").forEach(PageBody::calloutList);
        body.select("[style]:not(svg *)").removeAttr("style");
    }

    private static void admonition(Element block) {
        String kind =
                block.classNames().stream()
                        .filter(c -> !c.equals("admonitionblock"))
                        .findFirst()
                        .orElse("note");
        Element content = block.expectFirst("td.content");
        Element note = new Element("div").addClass("admonition").addClass(kind);
        note.attr("role", "note");
        Element title = content.selectFirst("> .title");
        String words =
                title == null
                        ? kind.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                                + kind.substring(1)
                        : title.text();
        if (title != null) {
            title.remove();
        }
        note.appendElement("p").addClass("admonition-title").text(words);
        if (!content.ownText().isBlank() || content.selectFirst("> div, > p, > table") == null) {
            note.appendElement("p").html(content.html());
        } else {
            content.children().forEach(note::appendChild);
        }
        block.replaceWith(note);
    }

    private static void table(Element table) {
        table.select("colgroup").remove();
        table.select("thead th").stream()
                .filter(head -> head.text().isBlank())
                .forEach(head -> head.tagName("td")); // heads nothing
        table.select("td > p.tableblock:only-child").forEach(Element::unwrap);
        Element scroll =
                new Element("div")
                        .addClass("table")
                        .attr("tabindex", "0")
                        .attr("role", "group")
                        .attr("aria-label", "Table");
        table.replaceWith(scroll);
        scroll.appendChild(table);
    }

    private static void listing(Element block) {
        Element code = block.selectFirst("code[data-lang]");
        String language = code == null ? "text" : code.attr("data-lang");
        block.expectFirst("pre").attr("tabindex", "0");
        Element content = block.expectFirst(".content");
        content.appendElement("span")
                .addClass("language")
                .attr("aria-hidden", "true")
                .text(language.equals("text") ? "" : language);
        content.appendElement("button")
                .attr("type", "button")
                .addClass("copy")
                .attr("data-language", language)
                .attr("aria-label", "Copy")
                .append(COPY);
    }

    private static void callout(Element icon) {
        Element number = icon.nextElementSibling();
        if (number != null && number.normalName().equals("b")) {
            number.remove();
        }
        icon.text(icon.attr("data-value"));
    }

    private static void calloutList(Element table) {
        Element list = new Element("ol");
        table.select("tr")
                .forEach(
                        row ->
                                list.appendElement("li")
                                        .html(row.expectFirst("td:last-child").html()));
        table.replaceWith(list);
    }
}
