package org.duograph.workspace.draw;

import java.util.Locale;
import java.util.Set;
import org.duograph.workspace.draw.Figure.Blocks;
import org.duograph.workspace.draw.NetDrawer.Direction;
import org.duograph.workspace.draw.NetPicture.Arrow;
import org.duograph.workspace.draw.NetPicture.Kind;
import org.duograph.workspace.draw.NetPicture.Node;

/** The SVG text of a picture: one element per node and arrow, styled by classes at the top. */
final class SvgWriter {
    private static final double MARGIN = 20;
    private static final double CORNER = 7;
    private static final double LEAST_WIDTH = 200;
    private static final double LEGEND_LINE = 18;

    static final String ARROW_HEAD =
            """
            <defs>
            <marker id="head" orient="auto"
             markerWidth="7" markerHeight="6" refX="6.5" refY="3">
            <path d="M0 0L7 3L0 6z"/></marker>
            </defs>
            """;

    private final StringBuilder svg = new StringBuilder();

    private SvgWriter() {}

    static String write(NetPicture picture, Direction direction) {
        return new SvgWriter().page(new Figure(picture, direction, Blocks.FRAMED));
    }

    private String page(Figure figure) {
        Set<Family> families = figure.picture.families();
        double width = Math.max(figure.width, LEAST_WIDTH);
        SvgWriter legend = new SvgWriter();
        double below = figure.height + 2 * MARGIN;
        double height = below + legend.legend(families, width, below);
        svg.append(
                format(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"net\" width=\"%.0f\""
                                + " height=\"%.0f\" viewBox=\"0 0 %1$.0f %2$.0f\" role=\"img\""
                                + " aria-label=\"%3$s\">\n",
                        width + 2 * MARGIN, height, Labels.xml("Net " + figure.picture.name())));
        svg.append("<style>\n").append(PictureStyle.css(families)).append("</style>\n");
        svg.append(ARROW_HEAD);
        svg.append("<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n");
        figure(figure, MARGIN + (width - figure.width) / 2, MARGIN);
        return svg.append(legend.svg).append("</svg>\n").toString();
    }

    /** Squares in the colours of the families, in lines as wide as the picture; their height. */
    private double legend(Set<Family> families, double width, double top) {
        double x = MARGIN;
        double y = top;
        for (Family family : families) {
            double wide = 16 + Labels.width(family.words, Figure.RESULT) + 14;
            if (x > MARGIN && x + wide > width + 2 * MARGIN) {
                x = MARGIN;
                y += LEGEND_LINE;
            }
            svg.append(format("<g class=\"%s\"><rect x=\"%.1f\" y=\"%.1f\"", family.css(), x, y));
            svg.append(" width=\"11\" height=\"11\" rx=\"2\"/>");
            text(x + 16, y + 9.5, "legend", family.words);
            svg.append("</g>\n");
            x += wide;
        }
        return families.isEmpty() ? 0 : y - top + LEGEND_LINE + 8;
    }

    /** Arrows and nodes, moved so that the figure's upper left corner is at the given place. */
    private void figure(Figure figure, double left, double top) {
        svg.append(format("<g transform=\"translate(%.1f %.1f)\">\n", left, top));
        for (int a = 0; a < figure.routes.length; a++) {
            arrow(figure, a);
        }
        for (int i = 0; i < figure.w.length; i++) {
            node(figure, i);
        }
        svg.append("</g>\n");
    }

    private void arrow(Figure figure, int number) {
        Arrow arrow = figure.picture.arrows().get(number);
        boolean side = figure.picture.nodes().get(arrow.from()).kind() == Kind.PARAMETER;
        svg.append("<path class=\"arrow").append(side ? " side" : "");
        svg.append(arrow.control() ? " control" : "").append("\" d=\"");
        svg.append(curve(figure.routes[number], figure.down)).append("\"/>\n");
    }

    /** Curves in the gaps between rows, straight lines through the rows. */
    private static String curve(double[] points, boolean down) {
        StringBuilder path = new StringBuilder("M");
        path.append(point(points[0], points[1], down));
        for (int i = 2; i < points.length; i += 2) {
            double middle = (points[i - 1] + points[i + 1]) / 2;
            if (Math.abs(points[i - 2] - points[i]) < 0.6) {
                path.append('L');
            } else {
                path.append('C').append(point(points[i - 2], middle, down)).append(' ');
                path.append(point(points[i], middle, down)).append(' ');
            }
            path.append(point(points[i], points[i + 1], down));
        }
        return path.toString();
    }

    private static String point(double x, double y, boolean down) {
        return format("%.1f %.1f", down ? x : y, down ? y : x);
    }

    private void node(Figure figure, int i) {
        Node n = figure.picture.nodes().get(i);
        double below = n.result().isEmpty() ? 0 : Figure.RESULT_LINE;
        double w = figure.w[i];
        double h = figure.h[i] - below;
        String family = n.family() == null ? "" : " " + n.family().css();
        svg.append("<g class=\"").append(n.kind().name().toLowerCase(Locale.ROOT)).append(family);
        svg.append(format("\" transform=\"translate(%.1f %.1f)\">", figure.x[i], figure.y[i]));
        svg.append("<title>").append(Labels.xml(n.tip())).append("</title>");
        double top = -figure.h[i] / 2;
        if (n.kind().isBlob()) {
            svg.append(octagon(w, h, top));
        } else if (n.kind() == Kind.FOLD) {
            rect("shadow", -w / 2 + 4, top + 4, w - 4, h - 4);
            rect("frame", -w / 2, top, w - 4, h - 4);
        } else {
            rect("", -w / 2, top, w, h);
        }
        Figure inside = figure.inside[i];
        boolean two = !n.note().isEmpty() && inside == null;
        double middle = inside == null ? top + h / 2 : top + Figure.HEADING / 2;
        text(0, middle + (two ? -2 : 4.5), "", Figure.label(n));
        if (two) {
            text(0, middle + 12, "note", Figure.note(n));
        }
        if (!n.result().isEmpty()) {
            text(0, top + h + 11, "result", n.result());
        }
        if (inside != null) {
            figure(inside, -inside.width / 2, top + Figure.HEADING);
        }
        svg.append("</g>\n");
    }

    private void rect(String name, double left, double top, double w, double h) {
        String as = name.isEmpty() ? "" : "class=\"" + name + "\" ";
        svg.append(
                format(
                        "<rect %sx=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"4\"/>",
                        as, left, top, w, h));
    }

    private static String octagon(double w, double h, double top) {
        return format(
                "<path d=\"M%.1f %.1fh%.1fl%4$.1f %4$.1fv%5$.1fl-%4$.1f %4$.1fh-%3$.1fl-%4$.1f"
                        + " -%4$.1fv-%5$.1fz\"/>",
                CORNER - w / 2, top, w - 2 * CORNER, CORNER, h - 2 * CORNER);
    }

    private void text(double x, double y, String name, String text) {
        String as = name.isEmpty() ? "" : " class=\"" + name + "\"";
        svg.append(format("<text x=\"%.1f\" y=\"%.1f\"%s>", x, y, as));
        svg.append(Labels.xml(text)).append("</text>");
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
