package org.duograph.experiments.harness.plot;

import java.util.List;

/** The marks that stand for numbers: bars, points, lines. A mark's words appear on hovering. */
final class Marks {
    private Marks() {}

    static void bar(
            Markup svg,
            Style style,
            double x,
            double y,
            double width,
            double height,
            String words) {
        double inset = style.hollow() ? 0.8 : 0; // the outline lies inside of the bar
        Object[] shape = {
            "x",
            x + inset,
            "y",
            y + inset,
            "width",
            Math.max(width - 2 * inset, 0),
            "height",
            Math.max(height - inset, 0),
            "fill",
            style.colour(),
            "fill-opacity",
            style.hollow() ? "0.12" : "1",
            "stroke",
            style.hollow() ? style.colour() : "none",
            "stroke-width",
            "1.6",
            "stroke-dasharray",
            style.dash().isEmpty() ? "none" : style.dash()
        };
        mark(svg, "rect", words, shape);
    }

    static void point(Markup svg, Style style, double x, double y, String words) {
        String path =
                switch (style.marker()) {
                    case CIRCLE -> "M%s %sm-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z";
                    case SQUARE -> "M%s %sm-3.6 -3.6h7.2v7.2h-7.2z";
                    case TRIANGLE -> "M%s %sm0 -4.6l4.6 8.2h-9.2z";
                    case DIAMOND -> "M%s %sm0 -5l5 5l-5 5l-5 -5z";
                };
        mark(
                svg,
                "path",
                words,
                "d",
                path.formatted(Markup.number(x), Markup.number(y)),
                "fill",
                style.colour(),
                "fill-opacity",
                style.hollow() ? "0.12" : "1",
                "stroke",
                style.hollow() ? style.colour() : "none");
    }

    /** A line through points (x, y). */
    static void line(Markup svg, Style style, List<double[]> points) {
        StringBuilder path = new StringBuilder();
        for (double[] point : points) {
            path.append(path.isEmpty() ? "M" : "L");
            path.append(Markup.number(point[0])).append(' ').append(Markup.number(point[1]));
        }
        svg.empty(
                "path",
                "d",
                path,
                "fill",
                "none",
                "stroke",
                style.colour(),
                "stroke-width",
                "2",
                "stroke-linejoin",
                "round",
                "stroke-dasharray",
                style.dash().isEmpty() ? "none" : style.dash());
    }

    private static void mark(Markup svg, String element, String words, Object... attributes) {
        if (words.isEmpty()) {
            svg.empty(element, attributes);
        } else {
            svg.open(element, attributes).words("title", words).close(element);
        }
    }
}
