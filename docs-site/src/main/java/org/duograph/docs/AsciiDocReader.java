package org.duograph.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import org.asciidoctor.Asciidoctor;
import org.asciidoctor.Attributes;
import org.asciidoctor.Options;
import org.asciidoctor.SafeMode;
import org.asciidoctor.ast.Document;
import org.asciidoctor.ast.StructuralNode;
import org.asciidoctor.log.LogRecord;
import org.asciidoctor.log.Severity;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/**
 * Converts AsciiDoc files to pages, and everything Asciidoctor warns about to findings.
 *
 * <p>A missing include file, a missing tag and an unknown attribute are only warnings to
 * Asciidoctor; here they end the build, because a tutorial with a hole where its code should be is
 * worse than none. Close it to release the Ruby runtime inside.
 */
public final class AsciiDocReader implements AutoCloseable {
    private static final Logger ASCIIDOCTOR_LOG = Logger.getLogger("asciidoctor");

    private final Asciidoctor asciidoctor = Asciidoctor.Factory.create();
    private final Map<String, String> attributes;
    private final List<Finding> findings = new ArrayList<>();
    private String current = "";

    /**
     * Makes a reader.
     *
     * @param attributes names that pages may use in braces, such as {@code tutorials} for the
     *     folder that code is included from
     */
    public AsciiDocReader(Map<String, String> attributes) {
        this.attributes = Map.copyOf(attributes);
        asciidoctor.registerLogHandler(this::record);
        ASCIIDOCTOR_LOG.setUseParentHandlers(false); // each message becomes a finding, once
    }

    private void record(LogRecord entry) {
        if (entry.getSeverity().compareTo(Severity.WARN) >= 0) {
            int line = entry.getCursor() == null ? 0 : entry.getCursor().getLineNumber();
            findings.add(
                    new Finding(
                            current + (line > 0 ? ":" + line : ""), entry.getMessage().strip()));
        }
    }

    /** Converts one file; {@code source} is its path relative to the docs folder. */
    public Page read(Path file, String source) {
        current = source;
        var options =
                Options.builder()
                        .safe(SafeMode.UNSAFE)
                        .standalone(false)
                        .attributes(attributesFor(source))
                        .build();
        Document document = asciidoctor.loadFile(file.toFile(), options);
        Element body = Jsoup.parseBodyFragment(document.convert()).body();
        body.ownerDocument().outputSettings().prettyPrint(false);
        otherWords(document, body);
        if (document.getDoctitle() == null) {
            findings.add(new Finding(source, "has no title; start it with '= Title'"));
        }
        return new Page(
                source,
                document.getDoctitle() == null ? source : document.getDoctitle(),
                String.valueOf(document.getAttribute("description", "")),
                "home".equals(document.getAttribute("page-layout", "")),
                body);
    }

    /** Hands the words of {@code :search:} and of {@code [search="..."]} to the search index. */
    private void otherWords(Document document, Element body) {
        body.attr(Notebooks.WISH, String.valueOf(document.getAttribute("notebook", "")));
        body.attr(SearchIndex.OTHER_WORDS, String.valueOf(document.getAttribute("search", "")));
        for (StructuralNode section : document.findBy(Map.of("context", ":section"))) {
            if (section.hasAttribute("search", false)) {
                body.getElementById(section.getId())
                        .attr(SearchIndex.OTHER_WORDS, section.getAttribute("search").toString());
            }
        }
    }

    private Attributes attributesFor(String source) {
        var built =
                Attributes.builder()
                        .attribute("source-highlighter", "rouge")
                        .attribute("rouge-css", "class")
                        .attribute("icons", "font")
                        .attribute("stem", "latexmath")
                        .attribute("attribute-missing", "warn")
                        .attribute("sectanchors", "")
                        .attribute("idprefix", "")
                        .attribute("idseparator", "-")
                        .attribute("experimental", "")
                        .attribute("source-indent", "0")
                        .attribute("figure-caption!", "")
                        .attribute("table-caption!", "")
                        .attribute("up", Page.upFrom(source));
        attributes.forEach(built::attribute);
        return built.build();
    }

    /** Everything Asciidoctor warned about so far. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    @Override
    public void close() {
        asciidoctor.close();
    }
}
