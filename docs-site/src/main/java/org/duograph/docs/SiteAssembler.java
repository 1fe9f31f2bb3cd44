package org.duograph.docs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.docs.Navigation.Entry;
import org.duograph.docs.Navigation.Section;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * Puts converted pages into the site's frame: header, navigation, outline, neighbours, footer.
 *
 * <p>All links it writes are relative, so the site works from a folder, a memory stick and under
 * any address.
 */
public final class SiteAssembler {
    private final String template;
    private final Navigation navigation;
    private final String version;
    private final Map<String, Page> pages = new LinkedHashMap<>();

    /**
     * Makes an assembler.
     *
     * @param template the HTML frame, with empty elements to fill
     * @param navigation sections and order
     * @param version what the header and the footer show
     * @param pages all pages, for their titles
     */
    public SiteAssembler(String template, Navigation navigation, String version, List<Page> pages) {
        this.template = template;
        this.navigation = navigation;
        this.version = version;
        pages.forEach(p -> this.pages.put(p.source(), p));
    }

    /** Lays one page out; the page's body moves into the result. */
    public Document assemble(Page page) {
        Document html = Jsoup.parse(template);
        html.outputSettings().prettyPrint(false);
        lift(html, page.up());
        String plainTitle = Jsoup.parse(page.title()).text();
        html.title(page.home() ? "Duograph" : plainTitle + " · Duograph");
        if (!page.description().isEmpty()) {
            html.head()
                    .appendElement("meta")
                    .attr("name", "description")
                    .attr("content", page.description());
        }
        html.expectFirst(".version").text("v" + version);
        html.body().addClass(page.home() ? "home" : "text");
        fillTopLinks(html.expectFirst(".top-links"), page);
        fillSide(html.expectFirst(".side"), page);
        Element article = html.expectFirst("article");
        article.appendElement("h1").html(page.title());
        PageBody.polish(page.body());
        List.copyOf(page.body().childNodes()).forEach(article::appendChild);
        fillOutline(html.expectFirst(".outline"), article);
        fillTurn(html.expectFirst(".turn"), page);
        fillFooter(html.expectFirst(".foot"));
        return html;
    }

    private static void lift(Document html, String up) {
        html.select("[src]").forEach(e -> e.attr("src", up + e.attr("src")));
        html.select("[href]:not(.skip)").forEach(e -> e.attr("href", up + e.attr("href")));
    }

    private void fillTopLinks(Element bar, Page page) {
        for (Section section : navigation.sections()) {
            if (section.entries().isEmpty()) {
                continue;
            }
            Element link = bar.appendElement("a").text(section.title());
            link.attr("href", page.up() + section.entries().get(0).target());
            if (section.entries().stream().anyMatch(e -> e.source().equals(page.source()))) {
                link.addClass("here");
            }
        }
    }

    private void fillSide(Element side, Page page) {
        for (Section section : navigation.sections()) {
            if (section.entries().isEmpty()) {
                continue;
            }
            boolean here =
                    section.entries().stream().anyMatch(e -> e.source().equals(page.source()));
            Element group = side.appendElement(section.folds() ? "details" : "section");
            if (here && section.folds()) {
                group.attr("open", "");
            }
            group.appendElement(section.folds() ? "summary" : "p")
                    .addClass("side-title")
                    .text(section.title());
            Element list = group.appendElement("ul");
            for (Entry entry : section.entries()) {
                Element link = list.appendElement("li").appendElement("a");
                link.attr("href", page.up() + entry.target()).html(titleOf(entry));
                if (entry.source().equals(page.source())) {
                    link.attr("aria-current", "page");
                }
            }
        }
    }

    private String titleOf(Entry entry) {
        if (!entry.title().isEmpty()) {
            return entry.title();
        }
        Page page = pages.get(entry.source());
        return page == null ? entry.source() : page.title();
    }

    private static void fillOutline(Element outline, Element article) {
        var headings = article.select("h2[id], h3[id]");
        if (headings.isEmpty()) {
            outline.remove();
            return;
        }
        outline.appendElement("p").addClass("outline-title").text("On this page");
        Element list = outline.appendElement("ul");
        for (Element heading : headings) {
            Element copy = heading.clone();
            copy.select("a.anchor").remove();
            list.appendElement("li")
                    .addClass("level-" + heading.normalName())
                    .appendElement("a")
                    .attr("href", "#" + heading.id())
                    .text(copy.text());
        }
    }

    private void fillTurn(Element turn, Page page) {
        List<Entry> order = navigation.readingOrder();
        List<String> sources = order.stream().map(Entry::source).toList();
        int at = sources.indexOf(page.source());
        if (page.home() || at < 0) {
            turn.remove();
            return;
        }
        if (at > 0) {
            turnLink(turn, page, order.get(at - 1), "prev", "Previous page");
        }
        if (at + 1 < order.size()) {
            turnLink(turn, page, order.get(at + 1), "next", "Next page");
        }
    }

    private void turnLink(Element turn, Page page, Entry entry, String rel, String words) {
        Element link = turn.appendElement("a").addClass(rel).attr("rel", rel);
        link.attr("href", page.up() + entry.target());
        link.appendElement("span").text(words);
        link.appendElement("strong").html(titleOf(entry));
    }

    private void fillFooter(Element footer) {
        footer.appendElement("p")
                .text("Duograph " + version + ", released under the Apache License 2.0.");
        footer.appendElement("p")
                .text("The Java on these pages comes from sources that the tests compile and run.");
    }
}
