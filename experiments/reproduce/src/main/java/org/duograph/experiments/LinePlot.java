package org.duograph.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A line plot as SVG: one axis each way, any number of series. Colours follow light and dark. */
final class LinePlot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 320;
    private static final int LEFT = 64;
    private static final int RIGHT = 16;
    private static final int TOP = 36;
    private static final int BOTTOM = 48;
    private static final String[] COLOURS = {"#1f6feb", "#d1542c", "#2f8f4e", "#8250df"};

    private final String title;
    private final String xName;
    private final String yName;
    private final List<Series> all = new ArrayList<>();

    /** One line of the plot. */
    private record Series(String name, double[] x, double[] y) {}

    LinePlot(String title, String xName, String yName) {
        this.title = title;
        this.xName = xName;
        this.yName = yName;
    }

    /** Adds a line through the points (x[i], y[i]). */
    LinePlot add(String name, double[] x, double[] y) {
        all.add(new Series(name, x, y));
        return this;
    }

    /** The plot as an SVG element that stands alone or inside a page. */
    String svg() {
        double xMax = all.stream().mapToDouble(s -> max(s.x)).max().orElse(1);
        double yMax = all.stream().mapToDouble(s -> max(s.y)).max().orElse(1);
        double yStep = niceStep(yMax / 5);
        double xStep = niceStep(xMax / 8);
        double top = Math.ceil(yMax / yStep) * yStep;
        StringBuilder svg = new StringBuilder();
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                                + " aria-label=\"%s\"><style>text{font:12px system-ui,sans-serif;"
                                + "fill:currentColor}.g{stroke:currentColor;opacity:.15}"
                                + ".t{font-size:14px;font-weight:600}</style>%n",
                        WIDTH,
                        HEIGHT,
                        escape(title)));
        text(svg, LEFT, 20, "start", "t", title);
        for (double v = 0; v <= top + yStep / 2; v += yStep) {
            double y = y(v, top);
            line(svg, LEFT, y, WIDTH - RIGHT, y);
            text(svg, LEFT - 8, y + 4, "end", "", number(v));
        }
        for (double v = 0; v <= xMax + xStep / 1e6; v += xStep) {
            text(svg, x(v, xMax), HEIGHT - BOTTOM + 18, "middle", "", number(v));
        }
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", "", xName);
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text transform=\"translate(14 %.0f) rotate(-90)\" text-anchor=\"middle\">%s"
                                + "</text>%n",
                        (TOP + HEIGHT - BOTTOM) / 2.0,
                        escape(yName)));
        for (int i = 0; i < all.size(); i++) {
            series(svg, i, xMax, top);
        }
        return svg.append("</svg>\n").toString();
    }

    private void series(StringBuilder svg, int i, double xMax, double top) {
        Series s = all.get(i);
        String colour = COLOURS[i % COLOURS.length];
        StringBuilder points = new StringBuilder();
        for (int k = 0; k < s.x.length; k++) {
            points.append(
                    String.format(Locale.ROOT, "%.1f,%.1f ", x(s.x[k], xMax), y(s.y[k], top)));
        }
        svg.append(
                "<polyline fill=\"none\" stroke-width=\"1.8\" stroke=\"%s\" points=\"%s\"/>%n"
                        .formatted(colour, points.toString().strip()));
        int legend = WIDTH - RIGHT - 150;
        int y = TOP + 8 + 18 * i;
        svg.append(
                "<path d=\"M%d %dh20\" stroke=\"%s\" stroke-width=\"3\"/>%n"
                        .formatted(legend, y, colour));
        text(svg, legend + 26, y + 4, "start", "", s.name);
    }

    private static double x(double v, double xMax) {
        return LEFT + v / Math.max(xMax, 1e-12) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double v, double top) {
        return HEIGHT - BOTTOM - v / Math.max(top, 1e-12) * (HEIGHT - TOP - BOTTOM);
    }

    /** The smallest of 1, 2, 5 times a power of ten that is at least {@code least}. */
    private static double niceStep(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(least, 1e-9))));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= least) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static double max(double[] values) {
        double max = 0;
        for (double v : values) {
            max = Math.max(max, v);
        }
        return max;
    }

    private static String number(double v) {
        String text = String.format(Locale.ROOT, "%.3f", v);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<path class=\"g\" d=\"M%.1f %.1fL%.1f %.1f\"/>%n",
                        x1,
                        y1,
                        x2,
                        y2));
    }

    private static void text(
            StringBuilder svg, double x, double y, String anchor, String style, String text) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>%n",
                        x,
                        y,
                        anchor,
                        style,
                        escape(text)));
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
