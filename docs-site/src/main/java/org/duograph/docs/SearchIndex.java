package org.duograph.docs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/**
 * What the search box knows: one entry per section of every page.
 *
 * <p>It is written as a script that sets a variable, because a page opened from a folder may load
 * scripts but not fetch files.
 */
public final class SearchIndex {
    /**
     * One section that a search can find.
     *
     * @param url where it is, relative to the root of the site
     * @param page the page's title
     * @param title the section's title; the page's own for the text above the first section
     * @param text the words of the section, without code blocks
     * @param otherWords what else a reader may type who looks for it: words and phrases
     * @param kind what it is besides: some entries are treated otherwise
     */
    public record Entry(
            String url,
            String page,
            String title,
            String text,
            List<String> otherWords,
            Kind kind) {
        /** A type of the Java API, which counts less than what is written about it. */
        static Entry ofType(String url, String packageName, String name) {
            return new Entry(url, packageName, name, "", List.of(), Kind.TYPE);
        }
    }

    /** What an entry may be besides a section of a page. */
    public enum Kind {
        /** A section like others. */
        SECTION,
        /** A page to offer where a search finds nothing. */
        HELP,
        /** A type of the Java API. */
        TYPE
    }

    /**
     * The attribute in which the body of a page, or a heading, has what else readers may type who
     * look for it: words and phrases with commas between them.
     */
    static final String OTHER_WORDS = "data-search";

    /** What a search that finds nothing offers. */
    private static final Set<String> HELP =
            Set.of("how-to.html", "glossary.html", "operators/index.html", "commands/index.html");

    /** Sections to be found by themselves; the words of a quiet one count as its page's. */
    private static final String SECTIONS = ".sect1:not(.quiet)";

    private SearchIndex() {}

    /** Cuts a converted page into entries. */
    public static List<Entry> entriesOf(Page page) {
        String pageTitle = Jsoup.parse(page.title()).text();
        List<Entry> entries = new ArrayList<>();
        Element above = page.body().clone();
        above.select(SECTIONS + ", pre, svg, .facts").remove();
        entries.add(
                new Entry(
                        page.target(),
                        pageTitle,
                        pageTitle,
                        (page.description() + " " + above.text()).strip(),
                        otherWords(page.body()),
                        HELP.contains(page.target()) ? Kind.HELP : Kind.SECTION));
        for (Element section : page.body().select(SECTIONS + ", .sect2")) {
            Element copy = section.clone();
            copy.select("pre, svg, a.anchor").remove();
            if (copy.hasClass("sect1")) {
                copy.select(".sect2").remove();
            }
            Element heading = copy.expectFirst("h2, h3");
            heading.remove();
            entries.add(
                    new Entry(
                            page.target() + "#" + heading.id(),
                            pageTitle,
                            heading.text(),
                            copy.text(),
                            otherWords(heading),
                            Kind.SECTION));
        }
        return entries;
    }

    private static List<String> otherWords(Element of) {
        return Arrays.stream(of.attr(OTHER_WORDS).split(","))
                .map(String::strip)
                .filter(words -> !words.isEmpty())
                .toList();
    }

    /** Writes the script that hands the entries to the search box. */
    public static String toScript(List<Entry> entries) {
        StringBuilder script = new StringBuilder("window.duographIndex=[\n");
        for (Entry e : entries) {
            script.append("{u:")
                    .append(quoted(e.url()))
                    .append(",p:")
                    .append(quoted(e.page()))
                    .append(",t:")
                    .append(quoted(e.title()))
                    .append(",x:")
                    .append(quoted(e.text()))
                    .append(",k:[")
                    .append(
                            e.otherWords().stream()
                                    .map(SearchIndex::quoted)
                                    .collect(Collectors.joining(",")))
                    .append(
                            switch (e.kind()) {
                                case SECTION -> "]},\n";
                                case HELP -> "],h:1},\n";
                                case TYPE -> "],j:1},\n";
                            });
        }
        return script.append("];\n").toString();
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '<' -> out.append("\\u003c");
                case '\u2028', '\u2029', '\n', '\r', '\t' -> out.append(' ');
                default -> out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
