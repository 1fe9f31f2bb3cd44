package org.duograph.tutorials.compiler;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Draws a plan's slots: to the right the steps, upwards the bytes, a box for each slot. */
final class MemoryMap {
    private static final Pattern SLOT =
            Pattern.compile("(\\d+) to (\\d+) in steps? (\\d+)(?: to (\\d+))?: (.*)");
    private static final int WIDTH = 640;
    private static final int HEIGHT = 300;
    private static final int EDGE = 40;
    private static final String STYLE =
            """
            text{font:13px Helvetica,Arial,sans-serif;fill:#202124}
            rect{fill:#d2e3fc;stroke:#1a73e8}
            @media(prefers-color-scheme:dark){text{fill:#e8eaed}rect{fill:#28406b;stroke:#8ab4f8}}
            """;

    private MemoryMap() {}

    /** The picture of what {@code Plan.slots} says, as SVG. */
    static String draw(String slots) {
        List<MatchResult> all = SLOT.matcher(slots).results().toList();
        double bytes = all.stream().mapToLong(s -> number(s, 2) + 1).max().orElse(1);
        double steps = all.stream().mapToLong(MemoryMap::last).max().orElse(0) + 1;
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">",
                WIDTH,
                HEIGHT,
                WIDTH,
                HEIGHT);
        add(svg, "<style>%s</style>", STYLE.strip());
        for (MatchResult slot : all) {
            double x = EDGE + number(slot, 3) / steps * (WIDTH - 2 * EDGE);
            double width = (last(slot) + 1 - number(slot, 3)) / steps * (WIDTH - 2 * EDGE);
            double top = (number(slot, 2) + 1) / bytes * (HEIGHT - 2 * EDGE);
            double height = (number(slot, 2) + 1 - number(slot, 1)) / bytes * (HEIGHT - 2 * EDGE);
            double y = HEIGHT - EDGE - top;
            add(
                    svg,
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                    x,
                    y,
                    width,
                    height);
            add(
                    svg,
                    "<text x=\"%.1f\" y=\"%.1f\">%s</text>",
                    x + 6,
                    y + height / 2 + 5,
                    slot.group(5));
        }
        for (int i = 0; i < steps; i++) {
            double x = EDGE + (i + 0.5) / steps * (WIDTH - 2 * EDGE);
            add(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">step %d</text>",
                    x,
                    HEIGHT - EDGE + 20,
                    i);
        }
        add(
                svg,
                "<text x=\"%d\" y=\"%d\">%s bytes</text>",
                EDGE,
                EDGE - 12,
                String.format(Locale.ROOT, "%,.0f", bytes));
        return svg.append("</svg>\n").toString();
    }

    private static long number(MatchResult slot, int group) {
        return Long.parseLong(slot.group(group));
    }

    /** The last step in which it is in use. */
    private static long last(MatchResult slot) {
        return number(slot, slot.group(4) == null ? 3 : 4);
    }

    private static void add(StringBuilder svg, String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
