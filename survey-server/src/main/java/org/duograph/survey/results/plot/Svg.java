package org.duograph.survey.results.plot;

import java.util.Locale;

/** Writes one SVG element; escapes every text. Lengths are in its own units, 640 wide. */
final class Svg {

    static final int WIDTH = 640;

    private final StringBuilder out = new StringBuilder();

    /**
     * Begins a picture.
     *
     * @param title what it is, told to those who cannot see it
     */
    Svg(String title, int height) {
        out.append(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" role=\"img\""
                                + " viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                                + " font-family=\"sans-serif\" font-size=\"13\""
                                + " fill=\"currentColor\">",
                        WIDTH,
                        height,
                        WIDTH,
                        height));
        out.append("<title>").append(escape(title)).append("</title>");
    }

    Svg line(double x1, double y1, double x2, double y2, String colour, double width) {
        return element(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\""
                        + " stroke-width=\"%.1f\"/>",
                x1, y1, x2, y2, colour, width);
    }

    /** A thin line behind the data. */
    Svg guide(double x1, double y1, double x2, double y2) {
        return element(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"currentColor\""
                        + " stroke-opacity=\"0.25\"/>",
                x1, y1, x2, y2);
    }

    Svg dot(double x, double y, double radius, String colour) {
        return element(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\" fill-opacity=\"0.8\"/>",
                x, y, radius, colour);
    }

    Svg ring(double x, double y, double radius, String colour) {
        return element(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"none\" stroke=\"%s\""
                        + " stroke-width=\"2\"/>",
                x, y, radius, colour);
    }

    /** The mark of what the paper reports. */
    Svg diamond(double x, double y) {
        return element(
                "<path d=\"M%.1f %.1f l6 6 l-6 6 l-6 -6 z\" fill=\"none\" stroke=\"currentColor\""
                        + " stroke-width=\"1.5\"/>",
                x, y - 6);
    }

    Svg bar(double x, double y, double width, double height, String colour) {
        return element(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
                x, y, width, height, colour);
    }

    Svg box(double x, double y, double width, double height, String colour) {
        return element(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\""
                        + " fill-opacity=\"0.2\" stroke=\"%s\"/>",
                x, y, width, height, colour, colour);
    }

    /**
     * Writes text.
     *
     * @param anchor start, middle or end: which part of the text stands at x
     */
    Svg text(double x, double y, String anchor, String text) {
        return element(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                x, y, anchor, escape(text));
    }

    /** Text inside of a coloured bar, black or white, whichever stands out. */
    Svg inside(double x, double y, String colour, String text) {
        return element(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">"
                        + "<tspan fill=\"%s\" font-weight=\"bold\">%s</tspan></text>",
                x, y, Colours.textOn(colour), escape(text));
    }

    /** The whole element. */
    String end() {
        return out.append("</svg>").toString();
    }

    private Svg element(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values));
        return this;
    }

    /** Cuts a label that would run into the data. */
    static String cut(String label, int most) {
        return label.length() <= most ? label : label.substring(0, most - 1) + "…";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
