package org.duograph.docs;

import java.util.stream.Collectors;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/** Writes blocks of a converted page as Markdown, in the manner that Jupyter reads. */
final class Markdown {
    private Markdown() {}

    /** One block with what is in it; empty for what has no words. */
    static String block(Element block) {
        if (block.normalName().matches("h[1-6]")) {
            return "#".repeat(block.normalName().charAt(1) - '0') + " " + inline(block);
        }
        if (block.normalName().matches("[uo]l")) {
            return list(block);
        }
        if (block.normalName().equals("pre")) {
            Element code = block.selectFirst("code[data-lang]");
            String language = code == null ? "" : code.attr("data-lang");
            return "```" + language + "\n" + block.wholeText().stripTrailing() + "\n```";
        }
        if (block.hasClass("colist")) {
            return callouts(block);
        }
        if (block.normalName().equals("table")) {
            return table(block);
        }
        if (block.normalName().matches("p|dt|dd|summary") || block.hasClass("title")) {
            return inline(block);
        }
        if (block.hasClass("imageblock")) {
            return block.select("img").isEmpty() ? "" : inline(block.expectFirst(".content"));
        }
        if (block.hasClass("stemblock")) {
            return math(block.text());
        }
        if (block.hasClass("admonitionblock")) {
            Element content = block.expectFirst("td.content");
            String words = content.childrenSize() == 0 ? inline(content) : children(content);
            return ("**Note.** " + words).replaceAll("(?m)^", "> ");
        }
        return children(block);
    }

    private static String children(Element block) {
        return block.children().stream()
                .map(Markdown::block)
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining("\n\n"));
    }

    private static String list(Element list) {
        StringBuilder text = new StringBuilder();
        int number = 1;
        for (Element item : list.children()) {
            String mark = list.normalName().equals("ol") ? number++ + ". " : "* ";
            text.append(mark).append(children(item).replace("\n", "\n   ")).append('\n');
        }
        return text.toString().stripTrailing();
    }

    /** What the numbers in the code before it mean. */
    private static String callouts(Element list) {
        StringBuilder text = new StringBuilder();
        int number = 1;
        for (Element words : list.select("tr > td:last-child")) {
            text.append("* (").append(number++).append(") ").append(inline(words)).append('\n');
        }
        return text.toString().stripTrailing();
    }

    /** The first row is the head in Markdown, whatever it is on the page. */
    private static String table(Element table) {
        StringBuilder text = new StringBuilder();
        for (Element row : table.select("tr")) {
            text.append('|');
            for (Element cell : row.select("> td, > th")) {
                String words = children(cell).isEmpty() ? inline(cell) : children(cell);
                text.append(' ').append(words.replace("|", "\\|").replaceAll("\\s*\n\\s*", " "));
                text.append(" |");
            }
            text.append('\n');
            if (row == table.selectFirst("tr")) {
                text.append("|").append("---|".repeat(row.childrenSize())).append('\n');
            }
        }
        return text.toString().stripTrailing();
    }

    private static String inline(Element element) {
        StringBuilder text = new StringBuilder();
        for (Node node : element.childNodes()) {
            if (node instanceof TextNode words) {
                text.append(plain(words.text()));
            } else if (node instanceof Element part) {
                text.append(
                        switch (part.normalName()) {
                            case "code" -> "`" + part.wholeText() + "`";
                            case "em" -> "*" + inline(part) + "*";
                            case "strong" -> "**" + inline(part) + "**";
                            case "img" -> "![" + part.attr("alt") + "](" + part.attr("src") + ")";
                            case "a" -> link(part);
                            case "br" -> "\n";
                            default -> inline(part);
                        });
            }
        }
        return text.toString().strip().isEmpty() ? "" : text.toString();
    }

    /** Links lead out of the notebook; what they say stays where they lead into the same page. */
    private static String link(Element link) {
        String href = link.attr("href");
        if (href.isEmpty() || link.hasClass("anchor")) {
            return "";
        }
        boolean samePage = href.startsWith("#");
        boolean sameFolder = !href.contains("/");
        String target = sameFolder ? "../tutorials/" + href : href;
        return samePage ? inline(link) : "[" + inline(link) + "](" + target + ")";
    }

    /** Signs that mean something in Markdown are escaped, but not in formulas. */
    private static String plain(String text) {
        StringBuilder out = new StringBuilder();
        for (String part : text.split("(?=\\\\\\()|(?<=\\\\\\))")) {
            out.append(
                    part.startsWith("\\(")
                            ? math(part)
                            : part.replaceAll("([\\\\`*_$<\\[\\]])", "\\\\$1"));
        }
        return out.toString();
    }

    private static String math(String tex) {
        return tex.strip()
                .replaceAll("^\\\\\\(|\\\\\\)$", "\\$")
                .replaceAll("^\\\\\\[|\\\\\\]$", "\\$\\$");
    }
}
