package org.duograph.cli.zoo;

/** A test of a model as a page of one file: what is taken for what, and the worst mistakes. */
final class TestReport {
    private static final int MOST = 36;

    private TestReport() {}

    static String html(String model, TestRun run) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Test of %1$s</title>
                <style>
                :root{color-scheme:light dark}
                body{font:16px/1.5 Helvetica,Arial,sans-serif;max-width:60em;margin:2em auto;padding:0 1em}
                svg{max-width:100%%;height:auto}
                </style>
                </head>
                <body>
                <h1>Test of %1$s</h1>
                <p>It names %2$s rightly.</p>
                <h2>What is taken for what</h2>
                %3$s
                <h2>The worst mistakes</h2>
                <p>Of these it was the surest. Below each picture stands what it is, then what it was
                taken for, with the score.</p>
                %4$s
                </body>
                </html>
                """
                .formatted(
                        escape(model),
                        escape(run.accuracy()),
                        run.confusion().svg(),
                        run.worst(MOST).svg());
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
