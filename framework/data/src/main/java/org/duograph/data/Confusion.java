package org.duograph.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What is taken for what: how often samples of each class were named as each class.
 *
 * <pre>{@code
 * Confusion confusion = new Confusion(data.classNames());
 * confusion.add(label, guess);
 * System.out.print(confusion);
 * Files.writeString(Path.of("confusion.svg"), confusion.svg());
 * }</pre>
 */
public final class Confusion {
    private static final String STYLE =
            "text{font:13px Helvetica,Arial,sans-serif;fill:#202124}"
                    + ".right{fill:#1e8e3e}.wrong{fill:#d93025}.frame{fill:none;stroke:#9aa0a6}"
                    + "@media(prefers-color-scheme:dark){text{fill:#e8eaed}}";

    private final List<String> classes;
    private final int[][] counts;

    /** Nothing is counted yet. */
    public Confusion(List<String> classes) {
        this.classes = List.copyOf(classes);
        this.counts = new int[classes.size()][classes.size()];
    }

    /** The names of the classes. */
    public List<String> classes() {
        return classes;
    }

    /**
     * Counts a sample.
     *
     * @param label the class that it is of
     * @param guess the class that it was taken for
     */
    public void add(int label, int guess) {
        counts[label][guess]++;
    }

    /** How many samples of one class were taken for another, or for the same. */
    public int count(int label, int guess) {
        return counts[label][guess];
    }

    /** How many samples there are of a class. */
    public int count(int label) {
        return Arrays.stream(counts[label]).sum();
    }

    /** How many samples there are. */
    public int count() {
        return IntStream.range(0, classes.size()).map(this::count).sum();
    }

    /** The share of samples that were named rightly; NaN without samples. */
    public double accuracy() {
        int right = IntStream.range(0, classes.size()).map(c -> counts[c][c]).sum();
        return (double) right / count();
    }

    /** The same of one class, which is its recall; NaN without samples. */
    public double accuracy(int label) {
        return (double) counts[label][label] / count(label);
    }

    /** A table: a row for each class, a column for each that it was taken for. */
    @Override
    public String toString() {
        int width = classes.stream().mapToInt(String::length).max().orElse(0) + 3;
        StringBuilder text = new StringBuilder(" ".repeat(width));
        IntStream.range(0, classes.size()).forEach(c -> text.append("%6d".formatted(c)));
        text.append("   right\n");
        for (int label = 0; label < classes.size(); label++) {
            text.append(("%-" + width + "s").formatted(label + " " + classes.get(label)));
            for (int guess = 0; guess < classes.size(); guess++) {
                text.append("%6d".formatted(counts[label][guess]));
            }
            text.append("%8s\n".formatted(percent(accuracy(label))));
        }
        return text.toString();
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    /** A picture: the darker a field, the larger its share of its row; for light and dark pages. */
    public String svg() {
        int cell = 44;
        int left = 9 * classes.stream().mapToInt(String::length).max().orElse(1) + 20;
        int size = cell * classes.size();
        int height = left + size + 40;
        StringBuilder svg = new StringBuilder();
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\" height=\"%2$d\" role=\"img\">\n"
                        .formatted(left + size + 70, height));
        svg.append("<title>What is taken for what</title>\n<style>")
                .append(STYLE)
                .append("</style>\n");
        for (int c = 0; c < classes.size(); c++) {
            String name = Xml.escape(classes.get(c));
            int middle = left + c * cell + cell / 2 + 5;
            svg.append(
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n"
                            .formatted(left - 10, middle, name));
            svg.append(
                    "<text transform=\"translate(%d %d) rotate(-90)\">%s</text>\n"
                            .formatted(middle, left - 10, name));
            svg.append(
                    "<text x=\"%d\" y=\"%d\">%s</text>\n"
                            .formatted(left + size + 10, middle, percent(accuracy(c))));
            for (int guess = 0; guess < classes.size(); guess++) {
                svg.append(field(c, guess, left + guess * cell, left + c * cell, cell));
            }
        }
        svg.append(
                "<text x=\"%d\" y=\"%d\">rows: what it is; columns: what it is taken for</text>\n"
                        .formatted(left, height - 14));
        return svg.append("</svg>\n").toString();
    }

    private String field(int label, int guess, int x, int y, int cell) {
        double share = count(label) == 0 ? 0 : (double) counts[label][guess] / count(label);
        String box = "x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"".formatted(x, y, cell, cell);
        String number =
                counts[label][guess] == 0
                        ? ""
                        : "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%d</text>\n"
                                .formatted(x + cell / 2, y + cell / 2 + 5, counts[label][guess]);
        return "<rect %s class=\"%s\" fill-opacity=\"%s\"/><rect %s class=\"frame\"/>\n%s"
                .formatted(
                        box,
                        label == guess ? "right" : "wrong",
                        String.format(Locale.ROOT, "%.2f", Math.sqrt(share) * 0.7),
                        box,
                        number);
    }
}
