package org.duograph.experiments.harness.plot;

import java.util.List;

/** What is around the marks of a plot: its words, its legend, its axes and their grid. */
final class Frame {
    /** Narrow enough that its text can be read on a phone. */
    static final int WIDTH = 480;

    private static final int PLOT_HEIGHT = 220;
    private static final int LEFT = 52;
    private static final int RIGHT = 14;
    private static final int LEGEND_ROW = 20;
    private static final int SWATCH = 22;
    private static final double LETTER = 7.4;

    /** The same in every plot, because styles of plots inside a page hold for the whole page. */
    private static final String STYLES =
            """
            .plot{display:block;width:100%;max-width:600px;height:auto;\
            font-family:var(--sans,system-ui,sans-serif)}
            .plot text{fill:currentColor;font-size:13px}
            .plot .name{opacity:.75}
            .plot .grid{stroke:currentColor;opacity:.16}
            .plot .base{stroke:currentColor;opacity:.5}
            .plot .error{stroke:currentColor;stroke-width:1.3;fill:none}
            svg.plot:root{color:#24252b}
            @media(prefers-color-scheme:dark){svg.plot:root{color:#e4e5ea;background:#1a1b20}}
            """;

    private final String id;
    private final String title;
    private final String description;
    private final List<Key> legend;
    private final Axis y;
    private final int top;

    /** A line of the legend. */
    record Key(String name, Style style) {}

    /**
     * A frame.
     *
     * @param id unique among the plots of a page
     */
    Frame(String id, String title, String description, List<Key> legend, Axis y) {
        this.id = id;
        this.title = title;
        this.description = description;
        this.legend = legend;
        this.y = y;
        this.top = 12 + rows() * LEGEND_ROW + 28;
    }

    /** Begins the picture: words, legend, the axis upwards. */
    Markup open(boolean bars) {
        Markup svg = new Markup();
        svg.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "class",
                "plot",
                "viewBox",
                "0 0 " + WIDTH + " " + (top + PLOT_HEIGHT + 46),
                "role",
                "img",
                "aria-labelledby",
                id + "-title " + id + "-desc");
        svg.words("title", title, "id", id + "-title");
        svg.words("desc", description, "id", id + "-desc");
        svg.words("style", STYLES);
        legend(svg, bars);
        words(svg, 4, top - 12, "start", "name", y.name());
        for (double tick : y.ticks()) {
            String look = tick == y.min() ? "base" : "grid";
            rule(svg, look, left(), y(tick), right(), y(tick));
            words(svg, LEFT - 7.0, y(tick) + 4.5, "end", "", Axis.label(tick));
        }
        return svg;
    }

    /** Marks values on the axis to the right. */
    void xAxis(Markup svg, Axis x) {
        for (double tick : x.ticks()) {
            words(svg, x(x, tick), bottom() + 18, "middle", "", Axis.label(tick));
        }
        xName(svg, x.name());
    }

    void xName(Markup svg, String name) {
        words(svg, (left() + right()) / 2, bottom() + 38, "middle", "name", name);
    }

    double left() {
        return LEFT;
    }

    double right() {
        return WIDTH - RIGHT;
    }

    double bottom() {
        return top + PLOT_HEIGHT;
    }

    double x(Axis x, double value) {
        return left() + x.at(value) * (right() - left());
    }

    double y(double value) {
        return bottom() - y.at(value) * PLOT_HEIGHT;
    }

    /** A vertical bar with caps from {@code low} to {@code high}. */
    void errorBar(Markup svg, double x, double low, double high) {
        if (high > low) {
            String path =
                    "M%s %sh6m-3 0V%sm-3 0h6"
                            .formatted(
                                    Markup.number(x - 3),
                                    Markup.number(y(Math.max(low, y.min()))),
                                    Markup.number(y(Math.min(high, y.max()))));
            svg.empty("path", "class", "error", "d", path);
        }
    }

    private int rows() {
        int rows = 1;
        double x = 4;
        for (Key key : legend) {
            if (x > 4 && x + width(key) > WIDTH) {
                rows++;
                x = 4;
            }
            x += width(key);
        }
        return rows;
    }

    private void legend(Markup svg, boolean bars) {
        double x = 4;
        double y = 16;
        for (Key key : legend) {
            if (x > 4 && x + width(key) > WIDTH) {
                x = 4;
                y += LEGEND_ROW;
            }
            if (bars) {
                Marks.bar(svg, key.style, x, y - 6, 14, 12, "");
            } else {
                Marks.line(svg, key.style, List.of(new double[] {x, y}, new double[] {x + 18, y}));
                Marks.point(svg, key.style, x + 9, y, "");
            }
            words(svg, x + SWATCH, y + 4.5, "start", "", key.name);
            x += width(key);
        }
    }

    private static double width(Key key) {
        return SWATCH + key.name.length() * LETTER + 14;
    }

    static void words(Markup svg, double x, double y, String anchor, String look, String words) {
        svg.words("text", words, "x", x, "y", y, "text-anchor", anchor, "class", look);
    }

    private static void rule(Markup svg, String look, double x1, double y1, double x2, double y2) {
        svg.empty("line", "class", look, "x1", x1, "y1", y1, "x2", x2, "y2", y2);
    }
}
