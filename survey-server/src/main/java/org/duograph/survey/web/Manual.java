package org.duograph.survey.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One page of the documentation as HTML. The pages are the ones of the site, in AsciiDoc, of which
 * this reads what they use: headings, paragraphs, lists, tables, listings, links, notes.
 */
final class Manual {
    /** The pages that are in the jar, in the order in which one reads them. */
    static final List<String> PAGES =
            List.of("run", "study-file", "results", "storage", "time-install");

    private static final Pattern XREF =
            Pattern.compile("xref:([a-z-]+)\\.adoc(#[a-z-]+)?\\[([^\\]]*)]");
    private static final Pattern LINK = Pattern.compile("(https?://[^\\s\\[]+)\\[([^\\]]*)]");
    private static final Pattern INCLUDE =
            Pattern.compile("include::\\{studies}/([a-z-]+\\.yaml)\\[tag=([a-z_-]+)]");

    private final StringBuilder html = new StringBuilder();
    private final List<String> lines;
    private int next;
    private int tables;
    private String title = "";

    private Manual(String text) {
        lines = text.lines().toList();
    }

    /** A page: its title, and its body as HTML. */
    record Leaf(String title, String html) {}

    static Leaf page(String name) {
        Manual manual = new Manual(resource("/manual/" + name + ".adoc"));
        manual.read();
        return new Leaf(manual.title, manual.html.toString());
    }

    private void read() {
        String id = "";
        while (next < lines.size()) {
            String line = lines.get(next++);
            if (line.startsWith("= ")) {
                title = line.substring(2);
            } else if (line.matches("={2,3} .*")) {
                heading(line, id);
                id = "";
            } else if (line.matches("\\[#[a-z-]+]")) {
                id = line.substring(2, line.length() - 1);
            } else if (line.equals("----")) {
                listing();
            } else if (line.equals("|===")) {
                table(lines.get(next - 2).contains("header"), lines.get(next - 2).contains("csv"));
            } else if (line.matches("[*.] .*")) {
                list(line.charAt(0) == '*' ? "ul" : "ol");
            } else if (line.matches("\\S.*::( .*)?")) {
                terms();
            } else if (line.matches("(NOTE|TIP|WARNING|IMPORTANT): .*")) {
                String note = line.substring(line.indexOf(' ') + 1);
                html.append("<div class=\"notice\"><p>")
                        .append(inline(note))
                        .append("</p></div>\n");
            } else if (!line.isBlank() && !line.matches("\\[.*]|:[a-z-]+:.*|//.*")) {
                html.append("<p>").append(inline(line)).append("</p>\n");
            }
        }
    }

    private void heading(String line, String id) {
        int level = line.indexOf(' ');
        String text = line.substring(level + 1);
        String name =
                id.isEmpty() ? text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") : id;
        html.append("<h" + level + " id=\"" + name + "\">" + inline(text) + "</h" + level + ">\n");
    }

    private void listing() {
        html.append("<pre tabindex=\"0\"><code>");
        while (!lines.get(next).equals("----")) {
            String line = lines.get(next++);
            Matcher include = INCLUDE.matcher(line);
            html.append(
                    escape(include.matches() ? part(include.group(1), include.group(2)) : line));
            html.append('\n');
        }
        next++;
        html.append("</code></pre>\n");
    }

    /** The lines of a study between the marks of a tag. */
    private static String part(String file, String tag) {
        List<String> part = new ArrayList<>();
        boolean inside = false;
        for (String line : resource("/studies/" + file).lines().toList()) {
            if (line.contains("end::" + tag + "[]")) inside = false;
            if (inside && !line.contains("::")) part.add(line);
            if (line.contains("tag::" + tag + "[]")) inside = true;
        }
        return String.join("\n", part);
    }

    /** A row is a line with several cells, or several lines with a cell each up to a blank one. */
    private void table(boolean header, boolean csv) {
        html.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
        html.append(" aria-label=\"Table " + ++tables + "\">");
        html.append("<table>\n");
        List<String> row = new ArrayList<>();
        boolean head = header;
        int columns = columns(lines.get(next - 2));
        while (next < lines.size()) {
            String line = lines.get(next++);
            boolean end = line.equals("|===");
            if (line.isBlank() || end || line.startsWith("|") && row.size() == columns) {
                head = row(row, head);
                if (end) break;
            }
            if (line.isBlank()) continue;
            if (csv && line.startsWith("include::")) {
                String file = line.replaceAll(".*/|\\[.*", "");
                for (String record : resource("/manual/" + file).lines().toList()) {
                    row.addAll(List.of(record.split(",")));
                    head = row(row, head);
                }
            } else if (csv) {
                row.addAll(List.of(line.split(",")));
                head = row(row, head);
            } else if (line.startsWith("|")) {
                row.addAll(List.of(line.substring(1).split("\\s\\|(?=\\s|$)", -1)));
            } else {
                row.set(row.size() - 1, row.get(row.size() - 1) + " " + line);
            }
        }
        html.append("</table></div>\n");
    }

    /** How many columns the line above a table names; 0 if it names none. */
    private static int columns(String above) {
        Matcher cols = Pattern.compile("cols=\"([^\"]*)\"").matcher(above);
        return cols.find() ? cols.group(1).split(",").length : 0;
    }

    /** Ends a row; says whether the next one is still the head. */
    private boolean row(List<String> cells, boolean head) {
        if (cells.isEmpty()) return head;
        html.append("<tr>");
        String tag = head ? "th" : "td";
        for (String cell : cells) {
            html.append("<" + tag + ">" + inline(cell.strip()) + "</" + tag + ">");
        }
        html.append("</tr>\n");
        cells.clear();
        return false;
    }

    private void list(String kind) {
        html.append("<" + kind + ">\n");
        for (next--; next < lines.size() && lines.get(next).matches("[*.] .*"); next++) {
            html.append("<li>").append(inline(lines.get(next).substring(2))).append("</li>\n");
        }
        html.append("</" + kind + ">\n");
    }

    private void terms() {
        html.append("<dl>\n");
        for (next--; next < lines.size(); next++) {
            String line = lines.get(next);
            int end = line.indexOf("::");
            if (line.isBlank()) continue;
            if (end < 0 || !line.matches("\\S.*::( .*)?")) break;
            html.append("<dt>").append(inline(line.substring(0, end))).append("</dt><dd>");
            html.append(inline(line.substring(end + 2).strip())).append("</dd>\n");
        }
        html.append("</dl>\n");
    }

    /** Code is left alone; around it there are links, strong and emphasised words. */
    private static String inline(String text) {
        StringBuilder line = new StringBuilder();
        String[] pieces = text.split("`", -1);
        for (int i = 0; i < pieces.length; i++) {
            boolean code = i % 2 == 1 && i < pieces.length - 1;
            line.append(code ? "<code>" + code(pieces[i]) + "</code>" : words(pieces[i]));
        }
        return line.toString();
    }

    private static String code(String text) {
        boolean literal = text.length() > 1 && text.startsWith("+") && text.endsWith("+");
        return escape(literal ? text.substring(1, text.length() - 1) : text);
    }

    private static String words(String text) {
        String words = escape(text).replace("{version}", version());
        words = XREF.matcher(words).replaceAll(link -> Matcher.quoteReplacement(local(link)));
        words = LINK.matcher(words).replaceAll("<a href=\"$1\">$2</a>");
        words = words.replaceAll("(?<![\\w*])\\*(\\S[^*]*)\\*(?![\\w*])", "<strong>$1</strong>");
        return words.replaceAll("(?<![\\w_])_([^_\\s][^_]*)_(?![\\w_])", "<em>$1</em>");
    }

    /** A link to another page; to one that is not in the jar, only its words. */
    private static String local(MatchResult link) {
        String anchor = link.group(2) == null ? "" : link.group(2);
        return PAGES.contains(link.group(1))
                ? "<a href=\"/admin/help/" + link.group(1) + anchor + "\">" + link.group(3) + "</a>"
                : link.group(3);
    }

    private static String version() {
        String version = Manual.class.getPackage().getImplementationVersion();
        return version == null ? "" : version;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    static String resource(String name) {
        try (InputStream in = Manual.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
