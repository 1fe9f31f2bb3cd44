package org.duograph.tutorials.convolution;

import java.util.List;
import java.util.Locale;

/**
 * Draws how fast each way was: a bar for each, ten times as fast a fixed piece longer, and lines
 * where the roofs are.
 */
final class SpeedBars {
    private static final int WIDTH = 640;
    private static final int LEFT = 176; // for the names
    private static final int RIGHT = 60; // for the numbers
    private static final int TOP = 48;
    private static final int BAR = 30;
    private static final double LEAST = 0.1; // GFLOP/s
    private static final double MOST = 1000;
    private static final String STYLE =
            """
            text{font:13px Helvetica,Arial,sans-serif;fill:#202124}
            .grid{stroke:#dadce0} .roof{stroke:#d93025;stroke-width:1.5;stroke-dasharray:5 4}
            rect{fill:#1a73e8} .small{font-size:12px} .red{fill:#d93025}
            @media(prefers-color-scheme:dark){text{fill:#e8eaed}.grid{stroke:#5f6368}
            rect{fill:#8ab4f8}.roof{stroke:#f28b82}.red{fill:#f28b82}}
            """;

    private SpeedBars() {}

    /** The picture, as SVG. */
    static String draw(List<Way> ways, double roofOfOne, double roofOfAll) {
        int bottom = TOP + BAR * ways.size();
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">",
                WIDTH,
                bottom + 44,
                WIDTH,
                bottom + 44);
        add(svg, "<style>%s</style>", STYLE.strip());
        for (double speed : new double[] {1, 10, 100, 1000}) {
            line(svg, "grid", x(speed), TOP - 4, bottom);
            String label = "<text class=\"small\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s";
            add(svg, label + "</text>", x(speed), bottom + 18, Math.round(speed));
        }
        add(svg, "<text class=\"small\" x=\"%d\" y=\"%d\">GFLOP/s</text>", LEFT, bottom + 38);
        for (int i = 0; i < ways.size(); i++) {
            Way way = ways.get(i);
            int y = TOP + BAR * i;
            add(
                    svg,
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
                    LEFT,
                    y + 4,
                    x(way.gflops()) - LEFT,
                    BAR - 8);
            String end = "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>";
            add(svg, end, LEFT - 10, y + BAR / 2 + 4, way.name());
            String number = "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%.1f</text>";
            add(svg, number, WIDTH - 8, y + BAR / 2 + 4, way.gflops());
        }
        line(svg, "roof", x(roofOfOne), TOP - 10, bottom);
        line(svg, "roof", x(roofOfAll), TOP - 28, bottom);
        String roof = "<text class=\"small red\" x=\"%.1f\" y=\"%d\" text-anchor=\"end\">%s</text>";
        add(svg, roof, x(roofOfOne) - 6, TOP - 10, "roof of one thread");
        add(svg, roof, x(roofOfAll) - 6, TOP - 28, "roof of all threads");
        return svg.append("</svg>\n").toString();
    }

    private static double x(double gflops) {
        double share = Math.log(gflops / LEAST) / Math.log(MOST / LEAST);
        return LEFT + Math.max(0.0, Math.min(1.0, share)) * (WIDTH - LEFT - RIGHT);
    }

    private static void line(StringBuilder svg, String kind, double x, int top, int bottom) {
        String line = "<line class=\"%s\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>";
        add(svg, line, kind, x, top, x, bottom);
    }

    private static void add(StringBuilder svg, String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
