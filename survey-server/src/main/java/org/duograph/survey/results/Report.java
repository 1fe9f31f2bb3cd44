package org.duograph.survey.results;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Results as one HTML file that needs no other, to keep and to print. */
public final class Report {

    private static final TemplateEngine TEMPLATES =
            TemplateEngine.createPrecompiled(ContentType.Html);

    private Report() {}

    /** The whole file; {@code made} is when, shown in UTC. */
    public static String html(Results results, Instant made) {
        StringOutput output = new StringOutput(256 * 1024);
        TEMPLATES.render(
                "results/report.jte",
                Map.of(
                        "results",
                        results,
                        "made",
                        made.truncatedTo(ChronoUnit.MINUTES)
                                        .atZone(ZoneOffset.UTC)
                                        .toLocalDateTime()
                                + " UTC"),
                output);
        return output.toString();
    }
}
