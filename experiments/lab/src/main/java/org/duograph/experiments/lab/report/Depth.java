package org.duograph.experiments.lab.report;

import java.util.List;
import java.util.Optional;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.experiments.harness.Request.Kind;

/** Figures 2 and 3 of the paper: time and memory of VGG nets of different depth. */
final class Depth {
    /** The nets of Figure 2, by their layers with weights. */
    static final List<Integer> TIMED = List.of(11, 13, 16, 19);

    /** The nets of Figure 3. */
    static final List<Integer> WEIGHED = List.of(7, 11, 13, 16, 19);

    private static final String CAPTION =
            "Bars are means; the lines on them reach one standard deviation to both sides.";

    private final Results results;

    Depth(Results results) {
        this.results = results;
    }

    /** Training time of VGG-11, 13, 16 and 19; {@code suffix} is {@code -bn} or empty. */
    Grid time(String suffix) {
        String how = suffix.isEmpty() ? "without" : "with";
        Grid grid =
                new Grid(
                        results,
                        "figure2" + suffix,
                        "Figure 2: one training step of 64 images, " + how + " batch normalisation",
                        "layers with weights",
                        "ms",
                        Quantity.STEP,
                        s -> s.times(1000));
        TIMED.forEach(
                n -> grid.add("VGG-" + n, depth(n), Subject.of(Kind.TRAIN, "vgg" + n + suffix)));
        return grid;
    }

    /** Inference time of VGG-7, 11, 13, 16 and 19. */
    Grid inference() {
        Grid grid =
                new Grid(
                        results,
                        "depth-inference",
                        "Inference of a batch of 64 images",
                        "layers with weights",
                        "ms",
                        Quantity.STEP,
                        s -> s.times(1000));
        WEIGHED.forEach(n -> grid.add("VGG-" + n, depth(n), Subject.of(Kind.INFER, "vgg" + n)));
        return grid;
    }

    /** Peak memory of VGG-7, 11, 13, 16 and 19, in training or inference. */
    Grid memory(Kind kind) {
        String when = kind.trains() ? "training" : "inference";
        Grid grid =
                new Grid(
                        results,
                        kind.trains() ? "figure3" : "figure3-inference",
                        "Figure 3: peak memory in " + when + ", batch 64",
                        "layers with weights",
                        "MB",
                        Quantity.PEAK_BYTES,
                        s -> s.times(1e-6));
        WEIGHED.forEach(n -> grid.add("VGG-" + n, depth(n), Subject.of(kind, "vgg" + n)));
        return grid;
    }

    private static double depth(int layers) {
        return NetSpec.named("vgg" + layers).depth();
    }

    Section timeSection() {
        Section section = new Section("figure2", "Figure 2: time by depth");
        for (String suffix : List.of("", "-bn")) {
            Grid grid = time(suffix);
            section.figure(CAPTION, grid.bars(), grid.table());
        }
        return section.words(
                        "Is the cost linear in the number of layers? A straight line through the"
                                + " means of each system, by least squares; R² is the share of the"
                                + " variance that it explains.")
                .figure(
                        "The same means as lines; dashed: the fitted lines.",
                        time("").named("depth").fittedLines(),
                        fits())
                .figure("The same for inference.", inference().fittedLines(), inference().table());
    }

    private Table fits() {
        Table table =
                new Table(
                        "depth",
                        "Lines fitted to the training time",
                        "system",
                        "batch norm",
                        "per layer, ms",
                        "at 0 layers, ms",
                        "R²",
                        "nets");
        for (Contestant c : results.contestants()) {
            for (String suffix : List.of("", "-bn")) {
                Optional<Fit> fit = time(suffix).fit(c);
                table.row(
                        Cell.words(c.label()),
                        Cell.words(suffix.isEmpty() ? "without" : "with"),
                        number(fit.map(Fit::slope)),
                        number(fit.map(Fit::start)),
                        fit.map(f -> Cell.number("%.3f".formatted(f.r2())))
                                .orElse(Cell.NOT_MEASURED),
                        Cell.number("" + time(suffix).count(c)));
            }
        }
        return table;
    }

    private static Cell number(Optional<Double> value) {
        return value.map(v -> Cell.number(Digits.of(v))).orElse(Cell.NOT_MEASURED);
    }

    Section memorySection() {
        Section section = new Section("figure3", "Figure 3: memory by depth");
        for (Kind kind : List.of(Kind.MEMORY_TRAIN, Kind.MEMORY_INFER)) {
            Grid grid = memory(kind);
            section.figure(CAPTION, grid.bars(), grid.table());
        }
        return section;
    }
}
