package org.duograph.experiments.benchmarks;

import java.util.List;
import java.util.Locale;
import org.duograph.experiments.harness.plot.Markup;
import org.duograph.measure.Roof;

/**
 * Results beside the roof, as table, numbers, plot and page.
 *
 * @param machine what ran them
 * @param roof the best that the machine can do, measured in the same run
 */
record Report(String machine, Roof roof, List<Result> results) {
    private static final String[] HEADS = {
        "family", "what", "ms", "GFLOP/s", "GB/s", "FLOP/byte", "attainable GFLOP/s", "of roof"
    };
    private static final String STYLE =
            "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
                    + "color-scheme:light dark}"
                    + "table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
                    + "td,th{padding:.15rem .6rem;text-align:right;border-bottom:1px solid #8884}"
                    + "td:nth-child(-n+2),th:nth-child(-n+2){text-align:left}"
                    + ".scroll{overflow-x:auto}";

    private String[] cells(Result r) {
        boolean counts = r.flops() > 0;
        return new String[] {
            r.family(),
            r.what(),
            text("%.3f", r.millis()),
            counts ? text("%.1f", r.gflops()) : "",
            text("%.1f", r.gigabytes()),
            counts ? text("%.1f", r.intensity()) : "",
            counts ? text("%.0f", roof.attainable(r.intensity())) : "",
            text("%.0f%%", 100 * r.ofRoof(roof))
        };
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }

    private String heading() {
        return text(
                "%s; measured peaks: %.0f GFLOP/s, %.1f GB/s",
                machine, roof.gflops(), roof.gigabytes());
    }

    /** For a terminal. */
    String table() {
        String format = "%-6s  %-28s  %9s  %8s  %7s  %9s  %18s  %7s%n";
        StringBuilder all = new StringBuilder(heading() + System.lineSeparator());
        all.append(text(format, (Object[]) HEADS));
        results.forEach(r -> all.append(text(format, (Object[]) cells(r))));
        return all.toString();
    }

    /** For other programs: numbers in full, after the two peaks. */
    String csv() {
        StringBuilder all = new StringBuilder("family,what,ms,flops,bytes,of_roof\n");
        all.append(text("Roof,GFLOP/s %s GB/s %s,,,,\n", roof.gflops(), roof.gigabytes()));
        for (Result r : results) {
            all.append(
                    text(
                            "%s,%s,%s,%.0f,%.0f,%s\n",
                            r.family(),
                            r.what(),
                            r.millis(),
                            r.flops(),
                            r.bytes(),
                            r.ofRoof(roof)));
        }
        return all.toString();
    }

    /** The roofline plot. */
    String svg() {
        return new RooflinePlot(roof, results).svg();
    }

    /** A page that needs no other file. */
    String page() {
        Markup page = new Markup();
        page.markup("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
        page.empty("meta", "charset", "utf-8");
        page.empty("meta", "name", "viewport", "content", "width=device-width,initial-scale=1");
        page.words("title", "Duograph's kernels under the roof").words("style", STYLE);
        page.close("head").open("body");
        page.words("h1", "Duograph's kernels under the roof").words("p", heading());
        page.words(
                "p",
                "The roof is what the machine allows: the speed of its arithmetic, or that of its"
                        + " memory times the operations that a kernel does per byte. Kernels"
                        + " whose operands a cache holds may pass it. Kernels without a product"
                        + " of matrices are compared with the memory's speed, and not plotted.");
        page.markup(svg()).open("div", "class", "scroll").open("table").open("tr");
        for (String head : HEADS) {
            page.words("th", head);
        }
        page.close("tr");
        for (Result r : results) {
            page.open("tr");
            for (String cell : cells(r)) {
                page.words("td", cell);
            }
            page.close("tr");
        }
        page.close("table").close("div").close("body").close("html");
        return page.toString();
    }
}
