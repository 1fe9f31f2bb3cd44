package org.duograph.experiments.lab.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.duograph.experiments.harness.Request;
import org.duograph.experiments.harness.Request.Kind;

/**
 * Writes the report of the experiments into a folder: {@code index.html}, one page that needs
 * nothing beside it; {@code results.json}, all measurements and what follows from them; {@code
 * tables} and {@code plots}, what the page shows, as CSV and SVG for other pages to include.
 */
public final class Report {
    private static final int LARGE_BATCH =
            256; // of the throughput's batches, one of the goals' none

    /** What stands in the place of a number. */
    private static final String STAND_IN = "stand-in, no speed";

    private final List<Run> shown;
    private final Runs runs;
    private final Setting setting;
    private final Map<String, String> missing;
    private final List<Section> sections;

    private Report(
            List<Run> shown,
            Map<String, String> missing,
            BiFunction<Request, Integer, String> reductions,
            List<Section> beside) {
        this.shown = shown;
        this.runs = new Runs(shown.stream().map(run -> new Results(run.measurements())).toList());
        this.missing = missing;
        this.setting = new Setting(runs.now(), shown.get(0).environment(), missing, reductions);
        List<Section> all = sections(beside);
        this.sections = runs.now().isOnStandIns() ? withoutNumbers(all) : all;
    }

    /** What was measured where libraries stand in for a GPU's is shown to have been measured. */
    private static List<Section> withoutNumbers(List<Section> all) {
        int setting = all.size() - 1; // tells how much was done, which is so
        List<Section> sections = new ArrayList<>();
        all.subList(0, setting).forEach(section -> sections.add(section.withoutNumbers(STAND_IN)));
        sections.add(all.get(setting));
        return sections;
    }

    /** Each section by the latest run that measured what it shows. */
    private List<Section> sections(List<Section> beside) {
        Results now = runs.now();
        Results table2 = runs.with(Subject.of(Kind.TABLE2, Subject.SIX));
        Results memory = runs.with(Subject.of(Kind.MEMORY_TRAIN, Subject.SIX));
        Results depth = runs.with(Subject.of(Kind.TRAIN, "vgg11"));
        Results depthMemory = runs.with(Subject.of(Kind.MEMORY_TRAIN, "vgg11"));
        Results argmax = runs.with(Subject.of(Kind.ARGMAX));
        Results latency = runs.with(Goals.LATENCY.subject());
        Results batches = runs.with(new Subject(Kind.TRAIN, Subject.SIX, LARGE_BATCH, 0));
        Results learning = runs.with(Subject.of(Kind.ACCURACY, Subject.SIX));
        Results download = runs.with(Goals.DOWNLOAD.subject());
        Results efficiency = runs.latest(results -> results.peakFlops().isPresent());
        List<Section> all = new ArrayList<>();
        all.add(Goals.section(now, missing).origin(runs.origin(now, Kind.values())));
        if (now.isOnGpu()) {
            Section steps = new TimeAndMemory(now).steps();
            all.add(steps.origin(runs.origin(now, Kind.TRAIN, Kind.INFER, Kind.LATENCY)));
        }
        all.addAll(
                List.of(
                        Claims.section(runs),
                        new TimeAndMemory(table2)
                                .time()
                                .origin(runs.origin(table2, Kind.TABLE2, Kind.CONSTRUCT)),
                        new TimeAndMemory(memory)
                                .memory()
                                .origin(runs.origin(memory, Kind.MEMORY_TRAIN, Kind.MEMORY_INFER)),
                        new Depth(depth).timeSection().origin(runs.origin(depth, Kind.TRAIN)),
                        new Depth(depthMemory)
                                .memorySection()
                                .origin(
                                        runs.origin(
                                                depthMemory, Kind.MEMORY_TRAIN, Kind.MEMORY_INFER)),
                        new Costs(argmax).argmax().origin(runs.origin(argmax, Kind.ARGMAX)),
                        new Throughput(latency)
                                .latency()
                                .origin(runs.origin(latency, Kind.LATENCY)),
                        new Throughput(batches)
                                .section()
                                .origin(runs.origin(batches, Kind.TRAIN, Kind.INFER)),
                        new Learning(learning)
                                .section()
                                .origin(runs.origin(learning, Kind.ACCURACY, Kind.LEARNS)),
                        new Costs(download).download().origin(runs.origin(download, Kind.DOWNLOAD)),
                        new Costs(efficiency)
                                .efficiency()
                                .origin(
                                        runs.origin(
                                                efficiency, Kind.PEAK, Kind.TRAIN, Kind.INFER))));
        all.addAll(beside);
        all.add(setting.section());
        return all;
    }

    /**
     * Writes the report. Experiments that no run measured are shown as not measured.
     *
     * @param runs this run, then earlier ones, of which is shown what this one did not measure
     * @param missing systems that could not be measured at all, and why
     * @param reductions says of what was measured, and how often, how it is less than it should be
     * @param folder where to write; made if it does not exist. What other programs have left there
     *     is shown, too: {@code scaling.csv} and {@code packages.csv}
     */
    public static void write(
            List<Run> runs,
            Map<String, String> missing,
            BiFunction<Request, Integer, String> reductions,
            Path folder)
            throws IOException {
        List<Section> beside =
                List.of(
                        PackageSizes.section(folder.resolve("packages.csv")),
                        SeveralMachines.section(folder.resolve("scaling.csv")));
        new Report(List.copyOf(runs), missing, reductions, beside).write(folder);
    }

    private void write(Path folder) throws IOException {
        Path tables = Files.createDirectories(folder.resolve("tables"));
        Path plots = Files.createDirectories(folder.resolve("plots"));
        for (Section section : sections) {
            for (Section.Part part : section.parts()) {
                if (part instanceof Section.Part.Numbers numbers) {
                    Table table = numbers.table();
                    Files.writeString(tables.resolve(table.name() + ".csv"), table.csv());
                } else if (part instanceof Section.Part.Plot plot) {
                    Files.writeString(plots.resolve(plot.name() + ".svg"), plot.svg());
                }
            }
        }
        Files.writeString(tables.resolve("origins.csv"), origins().csv());
        Files.writeString(folder.resolve("results.json"), ResultsJson.of(shown, missing));
        Files.writeString(folder.resolve("index.html"), page().html());
    }

    /** Where the numbers of each section come from, for pages that show its tables alone. */
    private Table origins() {
        Table table = new Table("origins", "Where the numbers come from", "section", "origin");
        sections.stream()
                .filter(section -> !section.origin().isEmpty())
                .forEach(
                        section ->
                                table.row(
                                        Cell.words(section.title()), Cell.words(section.origin())));
        return table;
    }

    private Page page() {
        return new Page(
                "The paper's experiments, rerun",
                "Duograph and today's frameworks side by side: the experiments of the paper \"Caffe2"
                        + " vs. TensorFlow: Which is a Better Deep Learning Framework?\" by Baige Liu"
                        + " and Xiaoxue Zang, measured from %s.".formatted(setting.when()),
                runs.now().isOnStandIns() ? warning() : headlines(),
                sections);
    }

    private static List<Page.Headline> warning() {
        return List.of(
                new Page.Headline(
                        "No GPU",
                        "Libraries stood in for NVIDIA's and computed on the processor. This page"
                                + " shows that the experiments run from end to end, and tells no"
                                + " speed: in the place of each number stands \""
                                + STAND_IN
                                + "\"."));
    }

    private List<Page.Headline> headlines() {
        List<Page.Headline> headlines = new ArrayList<>();
        Results now = runs.now();
        headlines.add(
                new Page.Headline(
                        Goals.reached(now) + " of " + Goals.of(now).size(), "goals reached"));
        headlines.add(
                new Page.Headline(
                        Claims.holding(runs) + " of " + Claims.judged(runs),
                        "of the paper's claims that were judged hold for Duograph against today's"
                                + " TensorFlow on the processors named below; neither Caffe2 nor"
                                + " TensorFlow 1 was run"));
        for (Goal goal : Goals.headlines(now)) {
            Optional<Goal.Outcome> outcome = goal.outcome(now);
            headlines.add(
                    new Page.Headline(
                            outcome.map(o -> Digits.ratio(o.ratio().value()) + " ×")
                                    .orElse("not measured"),
                            now.isOnGpu()
                                    ? goal.name()
                                    : goal.name() + ", compared with the best peer"));
        }
        return headlines;
    }
}
