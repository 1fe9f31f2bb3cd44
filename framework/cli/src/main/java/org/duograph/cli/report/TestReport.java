package org.duograph.cli.report;

import org.duograph.data.Xml;

/**
 * A page of one file about a net that was tested: what is taken for what, how much of each class is
 * named rightly, the worst mistakes, and whatever else a command puts before.
 */
public final class TestReport {
    private static final int MOST = 36;

    private final String title;
    private final StringBuilder body = new StringBuilder();

    /** A page with nothing but a title. */
    public TestReport(String title) {
        this.title = title;
    }

    /** Adds a heading. */
    public TestReport heading(String text) {
        return add("<h2>" + Xml.escape(text) + "</h2>");
    }

    /** Adds a paragraph. */
    public TestReport paragraph(String text) {
        return add("<p>" + Xml.escape(text) + "</p>");
    }

    /** Adds a line to be typed. */
    public TestReport command(String text) {
        return add("<pre>" + Xml.escape(text) + "</pre>");
    }

    /** Adds a picture. */
    public TestReport picture(String svg) {
        return add(svg);
    }

    /** Adds all that a test found. */
    public TestReport test(TestRun run) {
        heading("How much of each class is named rightly");
        add("<table>");
        for (int c = 0; c < run.confusion().classes().size(); c++) {
            String name = Xml.escape(run.confusion().classes().get(c));
            add("<tr><th scope=\"row\">" + name + "</th><td>" + run.accuracy(c) + "</td></tr>");
        }
        add("</table>");
        heading("What is taken for what").picture(run.confusion().svg());
        heading("The worst mistakes");
        paragraph(
                "Of these it was the surest. Below each picture stands what it is, then what it was"
                        + " taken for, with the score.");
        return picture(run.worst(MOST).svg());
    }

    private TestReport add(String html) {
        body.append(html).append('\n');
        return this;
    }

    /** The page. */
    public String html() {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s</title>
                <style>
                :root{color-scheme:light dark}
                body{font:16px/1.5 Helvetica,Arial,sans-serif;max-width:60em;margin:2em auto;padding:0 1em}
                svg{max-width:100%%;height:auto}
                th{font-weight:normal;text-align:left;padding-right:2em} td{text-align:right}
                pre{white-space:pre-wrap}
                .curves svg{background:#fff}
                </style>
                </head>
                <body>
                <h1>%1$s</h1>
                %2$s</body>
                </html>
                """
                .formatted(Xml.escape(title), body);
    }
}
