package org.duograph.experiments.harness.plot;

import java.util.ArrayList;
import java.util.List;

/** Bars in groups: one group per thing, one bar in it per series, with error bars. */
public final class BarPlot {
    private final String id;
    private final String title;
    private final String description;
    private final List<String> groups;
    private final List<Bars> series = new ArrayList<>();

    /** The height of a bar and the interval it lies in. */
    public record Bar(double height, double low, double high) {
        /** A bar that is not there. */
        public static final Bar MISSING = new Bar(Double.NaN, Double.NaN, Double.NaN);
    }

    private record Bars(String name, Style style, List<Bar> bars) {}

    /**
     * A plot without bars.
     *
     * @param id unique among the plots of a page; letters, digits, hyphens
     * @param title what the plot shows
     * @param description the same for those who cannot see it: what to look for
     * @param groups the words under the groups
     */
    public BarPlot(String id, String title, String description, List<String> groups) {
        this.id = id;
        this.title = title;
        this.description = description;
        this.groups = List.copyOf(groups);
    }

    /** Adds a series, one bar per group. */
    public BarPlot add(String name, Style style, List<Bar> bars) {
        if (bars.size() != groups.size()) {
            throw new IllegalArgumentException(
                    "Series \"%s\" has %d bars, but there are %d groups; pass Bar.MISSING for a gap"
                            .formatted(name, bars.size(), groups.size()));
        }
        series.add(new Bars(name, style, List.copyOf(bars)));
        return this;
    }

    /** The plot as an SVG element that stands alone or inside a page; upwards from zero. */
    public String svg(String xName, String yName) {
        double max =
                series.stream()
                        .flatMap(s -> s.bars.stream())
                        .mapToDouble(Bar::high)
                        .filter(height -> !Double.isNaN(height))
                        .max()
                        .orElse(1);
        List<Frame.Key> legend = series.stream().map(s -> new Frame.Key(s.name, s.style)).toList();
        Frame frame = new Frame(id, title, description, legend, Axis.fromZero(yName, max));
        Markup svg = frame.open(true);
        double width = (frame.right() - frame.left()) / groups.size();
        for (int g = 0; g < groups.size(); g++) {
            double left = frame.left() + g * width;
            Frame.words(svg, left + width / 2, frame.bottom() + 18, "middle", "", groups.get(g));
            group(svg, frame, g, left, width);
        }
        frame.xName(svg, xName);
        return svg.close("svg").toString();
    }

    private void group(Markup svg, Frame frame, int g, double left, double width) {
        double gap = Math.min(0.12 * width, 10);
        double each = Math.min((width - 2 * gap) / series.size(), 40);
        double x = left + (width - each * series.size()) / 2;
        for (Bars s : series) {
            Bar bar = s.bars.get(g);
            if (!Double.isNaN(bar.height)) {
                String words = s.name + ", " + groups.get(g) + ": " + Axis.label(bar.height);
                double top = frame.y(bar.height);
                Marks.bar(svg, s.style, x + 0.5, top, each - 1, frame.bottom() - top, words);
                frame.errorBar(svg, x + each / 2, bar.low, bar.high);
            }
            x += each;
        }
    }
}
