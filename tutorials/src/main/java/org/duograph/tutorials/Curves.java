package org.duograph.tutorials;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.duograph.tensor.NDArray;

/**
 * A picture of curves and points over a common horizontal axis, as the text of an SVG file. In the
 * dark it draws in light colours.
 */
public final class Curves {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 340;
    private static final int LEFT = 56;
    private static final int RIGHT = 150; // for the names of the curves
    private static final int EDGE = 30;
    private static final int LINES = 4; // of the grid, in each direction

    private static final String STYLE =
            """
            text{font:13px Helvetica,Arial,sans-serif;fill:#202124}
            .grid{stroke:#dadce0} polyline{fill:none;stroke-width:2.5}
            .c0{stroke:#1a73e8} .c1{stroke:#d93025} .c2{stroke:#188038} .c3{stroke:#9334e6}
            circle.c0,circle.c1,circle.c2,circle.c3{fill:none;stroke-width:1.5}
            @media(prefers-color-scheme:dark){text{fill:#e8eaed}.grid{stroke:#5f6368}
            .c0{stroke:#8ab4f8} .c1{stroke:#f28b82} .c2{stroke:#81c995} .c3{stroke:#d7aefb}}
            """;

    private final List<Series> all = new ArrayList<>();

    private record Series(String name, NDArray x, NDArray y, boolean isLine) {}

    /** Adds a line through the points of {@code x} and {@code y}, which are equally long. */
    public Curves line(String name, NDArray x, NDArray y) {
        all.add(new Series(name, x, y, true));
        return this;
    }

    /** Adds the points of {@code x} and {@code y}, which are equally long. */
    public Curves points(String name, NDArray x, NDArray y) {
        all.add(new Series(name, x, y, false));
        return this;
    }

    /** The picture; its axes reach from the smallest number to the largest. */
    public String svg() {
        double[] xs = range(all.stream().map(Series::x).toList());
        double[] ys = range(all.stream().map(Series::y).toList());
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">",
                WIDTH,
                HEIGHT,
                WIDTH,
                HEIGHT);
        add(svg, "<style>%s</style>", STYLE.strip());
        for (int i = 0; i <= LINES; i++) {
            grid(svg, xs, ys, i / (double) LINES);
        }
        for (int i = 0; i < all.size(); i++) {
            draw(svg, all.get(i), "c" + i % 4, xs, ys);
            int y = EDGE + 12 + 24 * i;
            int x = WIDTH - RIGHT + 20;
            add(svg, "<polyline class=\"c%d\" points=\"%d,%d %d,%d\"/>", i % 4, x, y, x + 22, y);
            add(svg, "<text x=\"%d\" y=\"%d\">%s</text>", x + 30, y + 4, all.get(i).name);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void grid(StringBuilder svg, double[] xs, double[] ys, double share) {
        double x = LEFT + share * (WIDTH - LEFT - RIGHT);
        double y = HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE);
        String line = "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>";
        add(svg, line, x, (double) EDGE, x, (double) HEIGHT - EDGE);
        add(svg, line, (double) LEFT, y, (double) WIDTH - RIGHT, y);
        String text = "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%.2f</text>";
        add(svg, text, x, HEIGHT - EDGE + 18.0, "middle", xs[0] + share * (xs[1] - xs[0]));
        add(svg, text, LEFT - 8.0, y + 4, "end", ys[0] + share * (ys[1] - ys[0]));
    }

    private static void draw(
            StringBuilder svg, Series series, String colour, double[] xs, double[] ys) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < series.x.size(); i++) {
            double x = LEFT + (series.x.get(i) - xs[0]) / (xs[1] - xs[0]) * (WIDTH - LEFT - RIGHT);
            double up = (series.y.get(i) - ys[0]) / (ys[1] - ys[0]) * (HEIGHT - 2 * EDGE);
            double y = HEIGHT - EDGE - up;
            if (series.isLine) {
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
            } else {
                add(svg, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>", colour, x, y);
            }
        }
        if (series.isLine) {
            add(svg, "<polyline class=\"%s\" points=\"%s\"/>", colour, points.toString().strip());
        }
    }

    private static double[] range(List<NDArray> arrays) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (NDArray array : arrays) {
            for (double v : array.toDoubles()) {
                low = Math.min(low, v);
                high = Math.max(high, v);
            }
        }
        return low < high ? new double[] {low, high} : new double[] {low - 1, low + 1};
    }

    private static void add(StringBuilder svg, String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
