package org.duograph.experiments.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.duograph.experiments.harness.plot.Axis;
import org.duograph.experiments.harness.plot.Markup;
import org.duograph.measure.Roof;

/** GFLOP/s against operations per byte, both as powers of two, under the roof. */
record RooflinePlot(Roof roof, List<Result> results) {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;
    private static final int LEFT = 56;
    private static final int TOP = 34;
    private static final int BOTTOM = HEIGHT - 48;
    private static final int RIGHT = WIDTH - 16;
    private static final String STYLE =
            ".roof text{fill:currentColor;font:13px system-ui,sans-serif}"
                    + ".roof .grid{stroke:currentColor;opacity:.16}"
                    + ".roof .top{stroke:currentColor;stroke-width:2;fill:none}"
                    + ".roof circle{fill-opacity:.75}"
                    + "svg.roof:root{color:#24252b}"
                    + "@media(prefers-color-scheme:dark)"
                    + "{svg.roof:root{color:#e4e5ea;background:#1a1b20}}";
    private static final List<String> FAMILIES = List.of("ConvGradW", "ConvGradX", "Conv", "");
    private static final List<String> NAMES =
            List.of("gradient of filters", "gradient of images", "convolution", "other");
    private static final List<String> COLOURS = List.of("#c4541c", "#0072b2", "#178a6a", "#a8528a");

    String svg() {
        Axis x = powersOfTwo("FLOP per byte", 0.25, largest(true));
        Axis y = powersOfTwo("GFLOP/s", 1, largest(false));
        Markup svg = new Markup();
        svg.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "class",
                "roof",
                "viewBox",
                "0 0 " + WIDTH + " " + HEIGHT,
                "role",
                "img",
                "aria-label",
                "Speed of each kernel against its operations per byte, under the roof");
        svg.words("style", STYLE);
        grid(svg, x, y);
        svg.empty("path", "class", "top", "d", roofPath(x, y));
        for (Result r : results) {
            if (r.flops() > 0) {
                point(svg, x, y, r);
            }
        }
        legend(svg);
        return svg.close("svg").toString();
    }

    private double largest(boolean x) {
        double most = x ? 2 * roof.gflops() / roof.gigabytes() : roof.gflops();
        for (Result r : results) {
            most = Math.max(most, x ? r.intensity() : r.gflops());
        }
        return most;
    }

    private static Axis powersOfTwo(String name, double min, double least) {
        List<Double> ticks = new ArrayList<>(List.of(min));
        while (ticks.get(ticks.size() - 1) < least) {
            ticks.add(2 * ticks.get(ticks.size() - 1));
        }
        return new Axis(name, min, ticks.get(ticks.size() - 1), ticks, true);
    }

    private static double share(Axis axis, double value) {
        return Math.log(value / axis.min()) / Math.log(axis.max() / axis.min());
    }

    private static double x(Axis axis, double value) {
        return LEFT + Math.max(share(axis, value), 0) * (RIGHT - LEFT);
    }

    private static double y(Axis axis, double value) {
        return BOTTOM - Math.max(share(axis, value), 0) * (BOTTOM - TOP);
    }

    private void grid(Markup svg, Axis x, Axis y) {
        for (double tick : x.ticks()) {
            double at = x(x, tick);
            svg.empty("line", "class", "grid", "x1", at, "x2", at, "y1", TOP, "y2", BOTTOM);
            words(svg, at, BOTTOM + 18, "middle", label(tick));
        }
        for (double tick : y.ticks()) {
            double at = y(y, tick);
            svg.empty("line", "class", "grid", "x1", LEFT, "x2", RIGHT, "y1", at, "y2", at);
            words(svg, LEFT - 6, at + 4, "end", label(tick));
        }
        words(svg, (LEFT + RIGHT) / 2.0, HEIGHT - 8, "middle", x.name());
        words(svg, 4, 16, "start", y.name());
    }

    private String roofPath(Axis x, Axis y) {
        double ridge = roof.gflops() / roof.gigabytes();
        return String.format(
                Locale.ROOT,
                "M%.1f %.1fL%.1f %.1fH%d",
                x(x, x.min()),
                y(y, roof.attainable(x.min())),
                x(x, ridge),
                y(y, roof.gflops()),
                RIGHT);
    }

    private void point(Markup svg, Axis x, Axis y, Result r) {
        String name = r.family() + " " + r.what();
        String words = "%s: %.0f GFLOP/s, %.0f%% of the roof";
        svg.open(
                "circle",
                "cx",
                x(x, r.intensity()),
                "cy",
                y(y, r.gflops()),
                "r",
                "4.5",
                "fill",
                COLOURS.get(family(r)));
        svg.words(
                "title", String.format(Locale.ROOT, words, name, r.gflops(), 100 * r.ofRoof(roof)));
        svg.close("circle");
    }

    private static int family(Result r) {
        String first = r.what().split(" ")[0];
        return Math.max(FAMILIES.indexOf(first), FAMILIES.contains(first) ? 0 : 3);
    }

    private static void legend(Markup svg) {
        double at = 110;
        for (int i = 0; i < NAMES.size(); i++) {
            svg.empty("circle", "cx", at, "cy", "12", "r", "4.5", "fill", COLOURS.get(i));
            words(svg, at + 9, 16, "start", NAMES.get(i));
            at += 26 + 7.0 * NAMES.get(i).length();
        }
    }

    private static void words(Markup svg, double x, double y, String anchor, String words) {
        svg.words("text", words, "x", x, "y", y, "text-anchor", anchor);
    }

    private static String label(double value) {
        return value < 1 ? Double.toString(value) : String.format(Locale.ROOT, "%.0f", value);
    }
}
