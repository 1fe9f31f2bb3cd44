package org.duograph.docs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The side navigation: sections of entries, in reading order, read from {@code nav.txt}.
 *
 * <p>The order of the file is the order of previous and next. A line at the left margin opens a
 * section; an indented line names a page and, if the page's own title is too long, a shorter one.
 * An entry that ends in {@code /*.adoc} stands for all pages of that folder not named elsewhere, by
 * name; its section folds.
 *
 * @param sections the sections from top to bottom
 */
public record Navigation(List<Section> sections) {
    private static final String WILDCARD = "*.adoc";

    /** Copies the list. */
    public Navigation {
        sections = List.copyOf(sections);
    }

    /**
     * A titled group of entries.
     *
     * @param title what stands above the entries
     * @param entries the entries in order
     * @param folds true when the section is long and opens only on its own pages
     */
    public record Section(String title, List<Entry> entries, boolean folds) {
        /** Copies the list. */
        public Section {
            entries = List.copyOf(entries);
        }
    }

    /**
     * One line of the navigation.
     *
     * @param source path of the page relative to the docs folder
     * @param title the words to show; empty means the page's own title
     */
    public record Entry(String source, String title) {
        /** Where the entry leads, relative to the root of the site. */
        public String target() {
            return Page.targetOf(source);
        }
    }

    /** Reads the text of {@code nav.txt}; {@code pages} are all the sources that exist. */
    public static Navigation parse(String text, Collection<String> pages) {
        List<String> named = text.lines().map(Navigation::sourceOf).toList();
        List<Section> sections = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (!Character.isWhitespace(line.charAt(0))) {
                sections.add(new Section(line.strip(), List.of(), false));
                continue;
            }
            if (sections.isEmpty()) {
                throw new IllegalArgumentException(
                        "nav.txt: '" + line.strip() + "' stands before the first section title");
            }
            Section last = sections.remove(sections.size() - 1);
            List<Entry> entries = new ArrayList<>(last.entries());
            String source = sourceOf(line);
            boolean wildcard = source.endsWith("/" + WILDCARD);
            if (wildcard) {
                entries.addAll(others(source, pages, named));
            } else {
                entries.add(new Entry(source, line.strip().substring(source.length()).strip()));
            }
            sections.add(new Section(last.title(), entries, last.folds() || wildcard));
        }
        return new Navigation(sections);
    }

    private static String sourceOf(String line) {
        return line.strip().split("\\s+", 2)[0];
    }

    private static List<Entry> others(
            String pattern, Collection<String> pages, List<String> named) {
        String folder = pattern.substring(0, pattern.length() - WILDCARD.length());
        return pages.stream()
                .filter(p -> p.startsWith(folder) && !named.contains(p))
                .sorted(Comparator.naturalOrder())
                .map(p -> new Entry(p, ""))
                .toList();
    }

    /** All AsciiDoc entries in reading order. */
    public List<Entry> readingOrder() {
        return sections.stream()
                .flatMap(s -> s.entries().stream())
                .filter(e -> e.source().endsWith(".adoc"))
                .toList();
    }

    /** What does not fit between the navigation and the pages that exist. */
    public List<Finding> check(Collection<String> pages) {
        List<Finding> findings = new ArrayList<>();
        List<String> named = readingOrder().stream().map(Entry::source).toList();
        for (String source : named) {
            if (!pages.contains(source)) {
                findings.add(new Finding("nav.txt", "names " + source + ", which does not exist"));
            }
        }
        for (String page : pages) {
            if (!named.contains(page)) {
                findings.add(new Finding(page, "is not in nav.txt; add one line there"));
            }
        }
        return findings;
    }
}
