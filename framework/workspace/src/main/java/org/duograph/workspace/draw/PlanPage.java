package org.duograph.workspace.draw;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duograph.plan.Plan;
import org.duograph.plan.PlanMemory.Arena;
import org.duograph.plan.PlanMemory.Piece;
import org.duograph.plan.StepFacts;
import org.duograph.tensor.JsonText;

/** The page of plans: for each lane a picture of its memory, from step to step. */
final class PlanPage {
    private static final double STEP = 34;
    private static final double HEIGHT = 420;
    private static final double HEADING = 46;
    private static final double NAMES = 190;
    private static final int SHADES = 5;
    private static final List<String> WORDS =
            List.of("first there", "second", "third", "fourth", "fifth or later");

    private final StringBuilder svg = new StringBuilder();
    private final List<Map<String, Object>> boxes = new ArrayList<>();
    private double top;
    private double width;

    private PlanPage() {}

    static String write(List<Plan> plans) {
        PlanPage page = new PlanPage();
        long bytes = 0;
        long unshared = 0;
        for (Plan plan : plans) {
            bytes += plan.plannedBytes();
            unshared += plan.unplannedBytes();
            for (Arena arena : plan.memory().arenas()) {
                page.add(plan, arena);
            }
        }
        String name = plans.isEmpty() ? "" : " of " + plans.get(0).name();
        String about =
                "%s in slots and scratch; without sharing %s"
                        .formatted(Labels.bytes(bytes), Labels.bytes(unshared));
        Map<String, String> parts =
                Map.of(
                        "TITLE", Labels.xml("Memory of the plan" + name),
                        "ABOUT", about,
                        "CONTROLS", "",
                        "PICTURES", page.picture(),
                        "HELP", "",
                        "LEGEND", legend(),
                        "DATA", JsonText.of(page.boxes));
        return Pages.page(parts, style(), "plan.js");
    }

    private String picture() {
        return format(
                "<svg class=\"plan view\" data-w=\"%.0f\" data-h=\"%.0f\" role=\"group\""
                        + " aria-label=\"memory over the steps\">%n%s</svg>%n",
                width, top, svg);
    }

    /** A lane: a heading, a column for each step, and a box for each slot. */
    private void add(Plan plan, Arena arena) {
        List<StepFacts> steps = plan.steps();
        double wide = steps.size() * STEP;
        double scale = HEIGHT / Math.max(1, arena.bytes());
        text(0, top + 18, "heading", "", plan.name() + ", " + arena.device());
        text(0, top + 36, "", "", Labels.bytes(arena.bytes()) + " from top to bottom");
        double from = top + HEADING;
        rect("arena", 0, from, wide, HEIGHT);
        for (int s = 0; s < steps.size(); s++) {
            double x = (s + 0.5) * STEP;
            double below = from + HEIGHT + 8;
            String turned = format(" transform=\"rotate(90 %.1f %.1f)\"", x - 3, below);
            text(
                    x - 3,
                    below,
                    "",
                    turned,
                    s
                            + "  "
                            + Labels.shortenEnd(
                                    steps.get(s).label().replaceFirst(" \\(operator .*", ""), 28));
        }
        int first = boxes.size();
        for (int i = 0; i < arena.pieces().size(); i++) {
            addPiece(arena, i, first, steps, from, scale);
        }
        top = from + HEIGHT + NAMES;
        width = Math.max(width, wide);
    }

    private void addPiece(
            Arena arena, int i, int first, List<StepFacts> steps, double from, double scale) {
        Piece piece = arena.pieces().get(i);
        List<Integer> before = new ArrayList<>();
        List<Integer> after = new ArrayList<>();
        for (int j = 0; j < arena.pieces().size(); j++) {
            Piece other = arena.pieces().get(j);
            if (j != i && piece.liesOver(other)) {
                (other.to() < piece.from() ? before : after).add(first + j);
            }
        }
        boolean scratch = piece.values().isEmpty();
        String label = scratch ? "scratch of step " + piece.from() : piece.values().get(0);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("values", scratch ? "scratch memory" : String.join(", ", piece.values()));
        facts.put("size", Labels.bytes(piece.bytes()));
        facts.put("from byte", format("%,d", piece.offset()));
        facts.put("to byte", format("%,d", piece.offset() + piece.bytes() - 1));
        facts.put("from step", piece.from() + ", " + steps.get(piece.from()).label());
        facts.put("to step", piece.to() + ", " + steps.get(piece.to()).label());
        facts.put("stood there before", before.size());
        Map<String, Object> box = new LinkedHashMap<>();
        box.put("label", label);
        box.put("facts", facts);
        box.put("before", before);
        box.put("after", after);
        boxes.add(box);
        double x = piece.from() * STEP;
        double y = from + piece.offset() * scale;
        double w = (piece.to() - piece.from() + 1) * STEP;
        double h = Math.max(2, piece.bytes() * scale);
        int shade = Math.min(before.size(), SHADES - 1);
        svg.append(
                format(
                        "<g class=\"shade%d%s\" data-n=\"%d\" tabindex=\"0\" role=\"button\""
                                + " aria-label=\"%s\"><title>%4$s, %s</title>",
                        shade,
                        scratch ? " scratch" : "",
                        first + i,
                        Labels.xml(label),
                        Labels.bytes(piece.bytes())));
        rect("", x + 0.5, y + 0.5, w - 1, Math.max(1, h - 1));
        int letters = (int) ((w - 8) / 7);
        if (h > 14 && letters > 2) {
            text(x + 5, y + Math.min(h - 4, 14), "", "", Labels.shorten(label, letters));
        }
        svg.append("</g>\n");
    }

    private void rect(String name, double x, double y, double w, double h) {
        String form = "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>";
        svg.append(format(form, name, x, y, w, h));
    }

    private void text(double x, double y, String name, String more, String text) {
        svg.append(format("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\"%s>", name, x, y, more));
        svg.append(Labels.xml(text)).append("</text>\n");
    }

    private static String legend() {
        StringBuilder legend = new StringBuilder();
        for (int i = 0; i < SHADES; i++) {
            legend.append("<span><svg class=\"plan shade").append(i);
            legend.append("\"><rect width=\"11\" height=\"11\"/></svg>").append(WORDS.get(i));
            legend.append("</span>\n");
        }
        return legend + "<span>dashed: scratch memory of one step</span>\n";
    }

    private static String style() {
        return """
        .plan text{font:11px %s;fill:var(--ink);white-space:pre}
        .plan .heading{font-size:15px;font-weight:bold}
        .plan .arena{fill:none;stroke:var(--line)}
        .plan [class^=shade] rect,.plan[class*=shade] rect{stroke:var(--page)}
        .plan .scratch rect{stroke:var(--ink);stroke-dasharray:3 2}
        .shade0 rect{fill:#d6e6f7}.shade1 rect{fill:#a3c9ed}.shade2 rect{fill:#6aa5dc}
        .shade3 rect{fill:#2f74b5}.shade4 rect{fill:#154a80}
        .plan [class^=shade] text{fill:#202124}
        .plan .shade3 text,.plan .shade4 text{fill:#fff}
        """
                .formatted(Labels.FONT);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
