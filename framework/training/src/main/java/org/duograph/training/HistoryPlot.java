package org.duograph.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duograph.data.Xml;

/**
 * The picture of a history: a panel for each number, in it a curve over the epochs or steps, and a
 * dashed one of the validation samples' number.
 */
public final class HistoryPlot {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 260; // of a panel
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 40;
    private static final int BOTTOM = 45;
    private static final int STEPS = 4; // on the vertical axis

    private static final String STYLE =
            """
            text{font:13px Helvetica,Arial,sans-serif;fill:#202124}
            .axis{stroke:#80868b} .grid{stroke:#dadce0}
            polyline{fill:none;stroke:#1a73e8;stroke-width:2}
            .validation{stroke:#d93025;stroke-dasharray:6 4}
            circle{fill:#1a73e8} .validation-dot{fill:#d93025}
            """;

    private final String axis;
    private final List<Integer> epochs;
    private final StringBuilder svg = new StringBuilder();

    private HistoryPlot(String axis, List<Integer> epochs) {
        this.axis = axis;
        this.epochs = epochs;
    }

    /**
     * Draws curves: the text of an SVG file.
     *
     * @param axis what is counted from left to right, such as {@code epoch}
     * @param epochs the numbers to write there, one for each point
     * @param numbers curves by their names, {@code val_} before those of validation samples. NaN
     *     where one was not measured; one that is shorter begins later
     */
    public static String svg(String axis, List<Integer> epochs, Map<String, List<Double>> numbers) {
        Map<String, List<String>> panels = new LinkedHashMap<>();
        for (String name : numbers.keySet()) {
            String plain = name.startsWith("val_") ? name.substring(4) : name;
            panels.computeIfAbsent(plain, p -> new ArrayList<>()).add(name);
        }
        HistoryPlot plot = new HistoryPlot(axis, epochs);
        int height = Math.max(1, panels.size()) * HEIGHT;
        plot.add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">",
                WIDTH, height, WIDTH, height);
        plot.add("<style>%s</style>", STYLE.strip());
        int top = 0;
        for (Map.Entry<String, List<String>> panel : panels.entrySet()) {
            plot.panel(panel.getKey(), panel.getValue(), numbers, top);
            top += HEIGHT;
        }
        return plot.svg.append("</svg>\n").toString();
    }

    private void panel(
            String title, List<String> names, Map<String, List<Double>> numbers, int top) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (String name : names) {
            for (double x : numbers.get(name)) {
                low = Double.isFinite(x) ? Math.min(low, x) : low;
                high = Double.isFinite(x) ? Math.max(high, x) : high;
            }
        }
        if (!(low < high)) { // one number, or none
            double middle = Double.isInfinite(low) ? 0 : low;
            low = middle - 0.5;
            high = middle + 0.5;
        }
        add("<text x=\"%d\" y=\"%d\">%s</text>", LEFT, top + 22, Xml.escape(title));
        axes(low, high, top);
        for (String name : names) {
            curve(name.startsWith("val_"), numbers.get(name), low, high, top);
        }
    }

    private void axes(double low, double high, int top) {
        int bottom = top + HEIGHT - BOTTOM;
        for (int i = 0; i <= STEPS; i++) {
            double value = low + (high - low) * i / STEPS;
            double y = y(value, low, high, top);
            add(
                    "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
                    LEFT, y, WIDTH - RIGHT, y);
            add(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.4g</text>",
                    LEFT - 8, y + 4, value);
        }
        add(
                "<line class=\"axis\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>",
                LEFT, bottom, WIDTH - RIGHT, bottom);
        int every = Math.max(1, (epochs.size() + 9) / 10);
        for (int i = 0; i < epochs.size(); i += every) {
            add(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>",
                    x(i), bottom + 18, epochs.get(i));
        }
        add(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (LEFT + WIDTH - RIGHT) / 2, bottom + 36, Xml.escape(axis));
    }

    private void curve(boolean validation, List<Double> ys, double low, double high, int top) {
        StringBuilder points = new StringBuilder();
        boolean alone = ys.stream().filter(Double::isFinite).count() == 1;
        int before = epochs.size() - ys.size(); // epochs in which it was not measured
        for (int i = 0; i < ys.size(); i++) {
            if (Double.isFinite(ys.get(i))) {
                double y = y(ys.get(i), low, high, top);
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(before + i), y));
                if (alone) {
                    add(
                            "<circle%s cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>",
                            validation ? " class=\"validation-dot\"" : "", x(before + i), y);
                }
            }
        }
        add(
                "<polyline%s points=\"%s\"/>",
                validation ? " class=\"validation\"" : "", points.toString().strip());
    }

    private double x(int i) {
        double room = WIDTH - LEFT - RIGHT;
        return LEFT + (epochs.size() < 2 ? room / 2 : room * i / (epochs.size() - 1));
    }

    private static double y(double value, double low, double high, int top) {
        double room = HEIGHT - TOP - BOTTOM;
        return top + TOP + room * (high - value) / (high - low);
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
