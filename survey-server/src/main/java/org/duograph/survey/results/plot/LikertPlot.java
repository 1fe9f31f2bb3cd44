package org.duograph.survey.results.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Answers on a scale: one bar per row, cut into the shares of each step. */
public final class LikertPlot {

    /**
     * One bar.
     *
     * @param counts how often each step was chosen, from the lowest
     */
    public record Row(String label, int[] counts) {

        int n() {
            return IntStream.of(counts).sum();
        }
    }

    private static final int LEFT = 190;
    private static final int RIGHT = Svg.WIDTH - 70;
    private static final int STEP = 40;

    private LikertPlot() {}

    /**
     * Draws the rows from top to bottom.
     *
     * @param steps the names of the steps, from the lowest
     */
    public static Figure of(String title, List<String> steps, List<Row> rows) {
        int bottom = 40 + STEP * rows.size();
        Svg svg = new Svg(title, bottom);
        double key = (Svg.WIDTH - 20.0) / steps.size();
        for (int step = 0; step < steps.size(); step++) {
            double x = 10 + key * step;
            svg.bar(x, 10, 13, 13, Colours.agreement(step, steps.size()));
            svg.text(x + 19, 21, "start", Svg.cut(steps.get(step), (int) (key / 7)));
        }
        List<List<String>> table = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            double y = 36 + STEP * i;
            draw(svg, row, y);
            svg.text(RIGHT + 10, y + 19, "start", "n = " + row.n());
            List<String> cells = new ArrayList<>(List.of(row.label(), Integer.toString(row.n())));
            IntStream.of(row.counts()).forEach(count -> cells.add(cell(count, row.n())));
            table.add(cells);
        }
        List<String> header = new ArrayList<>(List.of("", "n"));
        header.addAll(steps);
        return new Figure(svg.end(), new Table(title, header, table));
    }

    private static void draw(Svg svg, Row row, double y) {
        svg.text(LEFT - 8, y + 19, "end", Svg.cut(row.label(), 27));
        double x = LEFT;
        for (int step = 0; step < row.counts().length; step++) {
            int count = row.counts()[step];
            if (count > 0) {
                double width = (double) (RIGHT - LEFT) * count / row.n();
                String colour = Colours.agreement(step, row.counts().length);
                svg.bar(x, y, Math.max(0.5, width - 1), 28, colour);
                if (width > 20) {
                    svg.inside(x + width / 2, y + 19, colour, Integer.toString(count));
                }
                x += width;
            }
        }
    }

    private static String cell(int count, int n) {
        return n == 0 ? "0" : count + " (" + Numbers.percent((double) count / n) + ")";
    }
}
