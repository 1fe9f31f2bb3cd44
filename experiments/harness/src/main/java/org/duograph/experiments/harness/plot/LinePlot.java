package org.duograph.experiments.harness.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Lines through points, with error bars where a point has a spread. */
public final class LinePlot {
    /** More points than this are drawn as a line only. */
    private static final int MOST_MARKED = 40;

    private final String id;
    private final String title;
    private final String description;
    private final List<Line> lines = new ArrayList<>();
    private final List<Line> trends = new ArrayList<>();

    /** A point and the interval that its y lies in. */
    public record Point(double x, double y, double low, double high) {
        /** A point that is known exactly. */
        public Point(double x, double y) {
            this(x, y, y, y);
        }
    }

    private record Line(String name, Style style, List<Point> points) {}

    /**
     * A plot without lines.
     *
     * @param id unique among the plots of a page; letters, digits, hyphens
     * @param title what the plot shows
     * @param description the same for those who cannot see it: what to look for
     */
    public LinePlot(String id, String title, String description) {
        this.id = id;
        this.title = title;
        this.description = description;
    }

    /** Adds a line, its points from left to right. */
    public LinePlot add(String name, Style style, List<Point> points) {
        lines.add(new Line(name, style, List.copyOf(points)));
        return this;
    }

    /** Adds a dashed line, such as a fitted one, that belongs to the series of that style. */
    public LinePlot trend(Style style, List<Point> points) {
        trends.add(new Line("", style.dashed(), List.copyOf(points)));
        return this;
    }

    private Stream<Point> points() {
        return Stream.concat(lines.stream(), trends.stream()).flatMap(line -> line.points.stream());
    }

    /** The plot as an SVG element, both axes from zero. */
    public String svg(String xName, String yName) {
        double max = points().mapToDouble(Point::x).max().orElse(1);
        return svg(Axis.fromZero(xName, max), yName);
    }

    /** The plot as an SVG element that stands alone or inside a page; upwards from zero. */
    public String svg(Axis x, String yName) {
        Axis y = Axis.fromZero(yName, points().mapToDouble(Point::high).max().orElse(1));
        List<Frame.Key> legend =
                lines.stream().map(line -> new Frame.Key(line.name, line.style)).toList();
        Frame frame = new Frame(id, title, description, legend, y);
        Markup svg = frame.open(false);
        frame.xAxis(svg, x);
        for (Line trend : trends) {
            Marks.line(svg, trend.style, path(frame, x, trend));
        }
        for (Line line : lines) {
            draw(svg, frame, x, line);
        }
        return svg.close("svg").toString();
    }

    private static void draw(Markup svg, Frame frame, Axis x, Line line) {
        Marks.line(svg, line.style, path(frame, x, line));
        if (line.points.size() > MOST_MARKED) {
            return;
        }
        for (Point p : line.points) {
            frame.errorBar(svg, frame.x(x, p.x), p.low, p.high);
            String words = line.name + ", " + Axis.label(p.x) + ": " + Axis.label(p.y);
            Marks.point(svg, line.style, frame.x(x, p.x), frame.y(p.y), words);
        }
    }

    private static List<double[]> path(Frame frame, Axis x, Line line) {
        return line.points.stream().map(p -> new double[] {frame.x(x, p.x), frame.y(p.y)}).toList();
    }
}
