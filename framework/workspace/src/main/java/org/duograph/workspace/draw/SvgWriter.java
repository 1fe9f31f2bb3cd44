package org.duograph.workspace.draw;

import java.util.ArrayList;
import java.util.List;
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

    /** Whether a page will move what is drawn, and so must know what stands where. */
    private final boolean movable;

    /** The nodes that were written, each at the number that the page knows it by. */
    private final List<Node> numbered = new ArrayList<>();

    private SvgWriter(boolean movable) {
        this.movable = movable;
    }

    /** A picture that stands for itself, with its styles and its legend. */
    static String write(NetPicture picture, Direction direction) {
        return new SvgWriter(false).page(new Figure(picture, direction, Blocks.FRAMED));
    }

    /**
     * What a page needs to draw a picture that readers move and open.
     *
     * @param svg its boxes and arrows, each with its place
     * @param nodes the nodes in the order of their numbers, those inside of blocks too
     * @param width of the picture while all blocks are closed
     * @param height likewise
     */
    record Movable(String svg, List<Node> nodes, double width, double height) {}

    /** A picture whose blocks are closed, for a page that has styles and a legend of its own. */
    static Movable movable(NetPicture picture, Direction direction) {
        SvgWriter writer = new SvgWriter(true);
        Figure figure = new Figure(picture, direction, Blocks.CLOSED);
        writer.figure(figure, 0, 0);
        return new Movable(writer.svg.toString(), writer.numbered, figure.width, figure.height);
    }

    private String page(Figure figure) {
        Set<Family> families = figure.picture.families();
        double width = Math.max(figure.width, LEAST_WIDTH);
        SvgWriter legend = new SvgWriter(false);
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
        int first = numbered.size();
        numbered.addAll(figure.picture.nodes());
        for (int a = 0; a < figure.routes.length; a++) {
            arrow(figure, a, first);
        }
        for (int i = 0; i < figure.w.length; i++) {
            node(figure, i, first + i);
        }
        svg.append("</g>\n");
    }

    private void arrow(Figure figure, int number, int first) {
        Arrow arrow = figure.picture.arrows().get(number);
        boolean side = figure.picture.nodes().get(arrow.from()).kind() == Kind.PARAMETER;
        svg.append("<path class=\"arrow").append(side ? " side" : "");
        svg.append(arrow.control() ? " control" : "");
        if (movable) {
            svg.append(
                    format(
                            "\" data-from=\"%d\" data-to=\"%d\" data-points=\"",
                            first + arrow.from(), first + arrow.to()));
            double[] points = figure.routes[number];
            for (int i = 0; i < points.length; i += 2) {
                svg.append(i == 0 ? "" : " ").append(point(points[i], points[i + 1], figure.down));
            }
        }
        svg.append("\" d=\"");
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

    private void node(Figure figure, int i, int number) {
        Node n = figure.picture.nodes().get(i);
        double below = n.result().isEmpty() ? 0 : Figure.RESULT_LINE;
        double w = figure.w[i];
        double h = figure.h[i] - below;
        double top = -figure.h[i] / 2;
        String family = n.family() == null ? "" : " " + n.family().css();
        svg.append("<g class=\"").append(n.kind().name().toLowerCase(Locale.ROOT)).append(family);
        svg.append(format("\" transform=\"translate(%.1f %.1f)\"", figure.x[i], figure.y[i]));
        if (movable) {
            place(figure, i, number);
        }
        svg.append("><title>").append(Labels.xml(n.tip())).append("</title>");
        boolean opens = movable && n.fold() != null;
        svg.append(opens ? "<g class=\"closed\">" : "");
        if (n.kind().isBlob()) {
            svg.append(octagon(w, h, top));
        } else if (n.kind() == Kind.FOLD) {
            frame(w, h, top);
        } else {
            rect("", -w / 2, top, w, h);
        }
        Figure inside = movable ? null : figure.inside[i];
        boolean two = !n.note().isEmpty() && inside == null;
        double middle = inside == null ? top + h / 2 : top + Figure.HEADING / 2;
        text(0, middle + (two ? -2 : 4.5), "", Figure.label(n));
        if (two) {
            text(0, middle + 12, "note", Figure.note(n));
        }
        result(n, top + h);
        if (inside != null) {
            figure(inside, -inside.width / 2, top + Figure.HEADING);
        }
        if (opens) {
            svg.append("</g><g class=\"opened\">");
            opened(figure, i, top);
            svg.append("</g>");
        }
        svg.append("</g>\n");
    }

    /** Says where a node stands, what it is called, and how much it grows if it can be opened. */
    private void place(Figure figure, int i, int number) {
        Node n = figure.picture.nodes().get(i);
        svg.append(
                format(
                        " data-n=\"%d\" data-x=\"%.1f\" data-y=\"%.1f\" tabindex=\"0\""
                                + " role=\"button\" aria-label=\"%s\"",
                        number, figure.x[i], figure.y[i], Labels.xml(n.label())));
        if (n.fold() != null) {
            svg.append(format(" data-growth=\"%.1f\" aria-expanded=\"false\"", figure.growth(i)));
        }
    }

    /** A block as it looks when a reader has opened it: its frame around all repetitions. */
    private void opened(Figure figure, int i, double top) {
        Node n = figure.picture.nodes().get(i);
        Figure inside = figure.inside[i];
        double left = -figure.w[i] / 2;
        double w = Math.max(figure.w[i], inside.width + 2 * Figure.FRAME);
        double h = figure.down ? figure.openHeight(i) : Math.max(figure.h[i], figure.openHeight(i));
        double middle = left + w / 2;
        rect("frame", left, top, w, h);
        text(middle, top + Figure.HEADING / 2 + 4.5, "heading", Figure.label(n));
        svg.append(format("<g transform=\"translate(%.1f 0)\">", middle));
        result(n, top + h);
        figure(inside, -inside.width / 2, top + Figure.HEADING);
        svg.append("</g>");
    }

    private void frame(double w, double h, double top) {
        rect("shadow", -w / 2 + 4, top + 4, w - 4, h - 4);
        rect("frame", -w / 2, top, w - 4, h - 4);
    }

    /** What leaves a node, below it. */
    private void result(Node n, double bottom) {
        if (!n.result().isEmpty()) {
            text(0, bottom + 11, "result", n.result());
        }
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
