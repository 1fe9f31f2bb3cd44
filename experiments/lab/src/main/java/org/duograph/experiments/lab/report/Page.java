package org.duograph.experiments.lab.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.duograph.experiments.harness.Paper;
import org.duograph.experiments.harness.plot.Markup;

/** The report as one page that needs nothing beside it: styles and plots are inside. */
final class Page {
    /** A number that sums the report up. */
    record Headline(String number, String meaning) {}

    private final String title;
    private final String lead;
    private final List<Headline> headlines;
    private final List<Section> sections;

    Page(String title, String lead, List<Headline> headlines, List<Section> sections) {
        this.title = title;
        this.lead = lead;
        this.headlines = headlines;
        this.sections = sections;
    }

    /** The page. */
    String html() {
        Markup html = new Markup();
        html.markup("<!doctype html>\n").open("html", "lang", "en").open("head");
        html.empty("meta", "charset", "utf-8");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.words("title", title);
        html.open("style").markup(styles()).close("style").close("head").open("body");
        html.open("header").words("h1", title).words("p", lead, "class", "lead");
        html.open("ul", "class", "headlines");
        for (Headline headline : headlines) {
            html.open("li").words("strong", headline.number()).words("span", headline.meaning());
            html.close("li");
        }
        html.close("ul").close("header");
        contents(html);
        html.open("main");
        sections.forEach(section -> section(html, section));
        making(html);
        return html.close("main").close("body").close("html").toString();
    }

    private void contents(Markup html) {
        html.open("nav", "aria-label", "Contents").words("h2", "Contents").open("ol");
        for (Section section : sections) {
            html.open("li").words("a", section.title(), "href", "#" + section.id()).close("li");
        }
        html.close("ol").close("nav");
    }

    private static void section(Markup html, Section section) {
        html.open("section", "id", section.id()).words("h2", section.title());
        if (!section.origin().isEmpty()) {
            html.words("p", section.origin(), "class", "origin");
        }
        for (Section.Part part : section.parts()) {
            if (part instanceof Section.Part.Words words) {
                html.words("p", words.text());
            } else if (part instanceof Section.Part.Numbers numbers) {
                html.markup(numbers.table().html());
            } else if (part instanceof Section.Part.Plot plot) {
                html.open("figure").markup(plot.svg());
                html.words("figcaption", plot.caption()).close("figure");
            }
        }
        html.close("section");
    }

    /** How the page was made, and how to cite what it reruns. */
    private static void making(Markup html) {
        html.open("aside", "id", "making", "aria-label", "How this page was made");
        html.words("h2", "How this page was made, and how to cite it");
        html.words(
                "p",
                "By Duograph's experiments, which anyone can run: ./mvnw -q -Pexperiments,peers"
                        + " -Dargs=all. Each measurement ran in a process of its own; the setting"
                        + " above says on what machine, with what, and how much. All measurements"
                        + " and what follows from them are in");
        html.open("p").words("a", "results.json", "href", "results.json").close("p");
        html.words("p", "They rerun the experiments of this paper; please cite it for them:");
        html.words("p", Paper.CITATION, "class", "cite");
        html.words(
                "p",
                "For Duograph and these measurements, cite the file CITATION.cff of its source, with"
                        + " the commit that stands beside each section.");
        html.close("aside");
    }

    private static String styles() {
        try (InputStream styles = Page.class.getResourceAsStream("report.css")) {
            return new String(styles.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
