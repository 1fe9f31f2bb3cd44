package org.duograph.workspace.draw;

import java.util.List;
import java.util.Locale;
import org.duograph.workspace.draw.NetDrawer.Direction;
import org.duograph.workspace.draw.NetPicture.Arrow;
import org.duograph.workspace.draw.NetPicture.Kind;
import org.duograph.workspace.draw.NetPicture.Node;

/** The SVG text of a picture: one element per node and arrow, styled by classes at the top. */
final class SvgWriter {
    private static final double MARGIN = 20;
    private static final double CORNER = 7;

    private static final String STYLE =
            """
            text{font:13px Helvetica,Arial,sans-serif;text-anchor:middle}
            .note{font-size:10px;opacity:.85}
            .arrow{fill:none;stroke:#80868b;stroke-width:1.2;marker-end:url(#head)}
            .side{stroke:#bdc1c6}
            .control{stroke-dasharray:4 3}
            .operator rect{fill:#0F9D58} .operator text{fill:#fff}
            .gradient_operator rect{fill:#e6f4ea;stroke:#0F9D58}
            .gradient_operator text{fill:#0b6b3c}
            .blob path{fill:#fff;stroke:#5f6368} .blob text{fill:#202124}
            .input path{fill:#e8f0fe;stroke:#4285f4} .input text{fill:#174ea6}
            .parameter path{fill:#f1f3f4;stroke:#bdc1c6} .parameter text{fill:#5f6368}
            .output path{fill:#fef7e0;stroke:#f9ab00} .output text{fill:#7a4f00}
            """;

    private final NetPicture picture;
    private final boolean down;
    private final double[] w;
    private final double[] h;
    private final StringBuilder svg = new StringBuilder();

    private SvgWriter(NetPicture picture, Direction direction) {
        this.picture = picture;
        this.down = direction == Direction.DOWN;
        this.w = new double[picture.nodes().size()];
        this.h = new double[picture.nodes().size()];
    }

    static String write(NetPicture picture, Direction direction) {
        return new SvgWriter(picture, direction).write();
    }

    private String write() {
        List<Node> nodes = picture.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            Node n = nodes.get(i);
            double note = Labels.width(note(n), 10);
            w[i] = Math.max(44, Math.max(Labels.width(label(n), 13), note) + 20);
            h[i] = n.note().isEmpty() ? 26 : 38;
        }
        // A picture from left to right is one from top to bottom, mirrored at the diagonal.
        LayeredLayout at = new LayeredLayout(down ? w : h, down ? h : w, picture.arrows());
        double width = (down ? at.width : at.height) + 2 * MARGIN;
        double height = (down ? at.height : at.width) + 2 * MARGIN;
        svg.append(
                format(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\""
                                + " viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">\n",
                        width, height, width, height, escape("Net " + picture.name())));
        svg.append("<style>\n").append(STYLE).append("</style>\n");
        svg.append(
                """
                <defs>
                <marker id="head" orient="auto"
                 markerWidth="7" markerHeight="6" refX="6.5" refY="3">
                <path d="M0 0L7 3L0 6z" fill="#80868b"/></marker>
                </defs>
                <rect width="100%" height="100%" fill="#fff"/>
                """);
        for (int a = 0; a < picture.arrows().size(); a++) {
            arrow(picture.arrows().get(a), at.routes[a]);
        }
        for (int i = 0; i < nodes.size(); i++) {
            double x = down ? at.x[i] : at.y[i];
            double y = down ? at.y[i] : at.x[i];
            node(nodes.get(i), x + MARGIN, y + MARGIN, w[i], h[i]);
        }
        return svg.append("</svg>\n").toString();
    }

    /** Curves in the gaps between rows, straight lines through the rows. */
    private void arrow(Arrow arrow, double[] points) {
        boolean side = picture.nodes().get(arrow.from()).kind() == Kind.PARAMETER;
        svg.append("<path class=\"arrow").append(side ? " side" : "");
        svg.append(arrow.control() ? " control" : "").append("\" d=\"M");
        point(points[0], points[1]);
        for (int i = 2; i < points.length; i += 2) {
            double x0 = points[i - 2];
            double y0 = points[i - 1];
            double x1 = points[i];
            double y1 = points[i + 1];
            if (Math.abs(x0 - x1) < 0.6) {
                svg.append('L');
            } else {
                double middle = (y0 + y1) / 2;
                svg.append('C');
                point(x0, middle);
                svg.append(' ');
                point(x1, middle);
                svg.append(' ');
            }
            point(x1, y1);
        }
        svg.append("\"/>\n");
    }

    private void point(double x, double y) {
        double px = (down ? x : y) + MARGIN;
        double py = (down ? y : x) + MARGIN;
        svg.append(format("%.1f %.1f", px, py));
    }

    private void node(Node n, double x, double y, double w, double h) {
        double left = x - w / 2;
        double top = y - h / 2;
        svg.append("<g class=\"").append(n.kind().name().toLowerCase(Locale.ROOT)).append("\">");
        svg.append("<title>").append(escape(n.tip())).append("</title>");
        if (n.kind().isOperator()) {
            svg.append(
                    format(
                            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"4\"/>",
                            left, top, w, h));
        } else {
            svg.append(
                    format(
                            "<path d=\"M%.1f %.1fh%.1f%s\"/>",
                            left + CORNER, top, w - 2 * CORNER, octagon(w, h)));
        }
        boolean two = !n.note().isEmpty();
        text(x, y + (two ? -2 : 4.5), "", label(n));
        if (two) {
            text(x, y + 12, " class=\"note\"", note(n));
        }
        svg.append("</g>\n");
    }

    /** The octagon's outline after its upper edge. */
    private static String octagon(double w, double h) {
        return format(
                "l%1$.1f %1$.1fv%2$.1fl-%1$.1f %1$.1fh-%3$.1fl-%1$.1f -%1$.1fv-%2$.1fz",
                CORNER, h - 2 * CORNER, w - 2 * CORNER);
    }

    private void text(double x, double y, String attributes, String text) {
        svg.append(format("<text x=\"%.1f\" y=\"%.1f\"%s>", x, y, attributes));
        svg.append(escape(text)).append("</text>");
    }

    private static String label(Node n) {
        return Labels.shorten(n.label(), 36);
    }

    private static String note(Node n) {
        return Labels.shortenEnd(n.note(), 34);
    }

    private static String escape(String text) {
        return Labels.xml(text);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
