package org.duograph.experiments.lab.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.duograph.experiments.harness.Measurement;
import org.duograph.experiments.harness.Request;

/**
 * Writes the report of the experiments into a folder: {@code index.html}, one page that needs
 * nothing beside it; {@code results.json}, all measurements and what follows from them; {@code
 * tables} and {@code plots}, what the page shows, as CSV and SVG for other pages to include.
 */
public final class Report {
    private final Results results;
    private final Setting setting;
    private final Map<String, String> environment;
    private final Map<String, String> missing;
    private final List<Section> sections;

    private Report(
            List<Measurement> measurements,
            Map<String, String> environment,
            Map<String, String> missing,
            BiFunction<Request, Integer, String> reductions) {
        this.results = new Results(measurements);
        this.environment = environment;
        this.missing = missing;
        this.setting = new Setting(results, environment, missing, reductions);
        TimeAndMemory six = new TimeAndMemory(results);
        Depth depth = new Depth(results);
        Costs costs = new Costs(results);
        this.sections =
                List.of(
                        Goals.section(results, missing),
                        Claims.section(results),
                        six.time(),
                        six.memory(),
                        depth.timeSection(),
                        depth.memorySection(),
                        costs.argmax(),
                        new Throughput(results).section(),
                        new Learning(results).section(),
                        costs.download(),
                        costs.efficiency(),
                        setting.section());
    }

    /**
     * Writes the report. Experiments that are not among the measurements are shown as not measured.
     *
     * @param measurements everything that was measured, failures included
     * @param environment what to tell of machine and software, such as {@code processor}
     * @param missing systems that could not be measured at all, and why
     * @param reductions says of what was measured, and how often, how it is less than it should be
     * @param folder where to write; made if it does not exist
     */
    public static void write(
            List<Measurement> measurements,
            Map<String, String> environment,
            Map<String, String> missing,
            BiFunction<Request, Integer, String> reductions,
            Path folder)
            throws IOException {
        new Report(measurements, environment, missing, reductions).write(folder);
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
        Files.writeString(
                folder.resolve("results.json"), ResultsJson.of(results, environment, missing));
        Files.writeString(folder.resolve("index.html"), page().html());
    }

    private Page page() {
        List<Page.Headline> headlines = new ArrayList<>();
        headlines.add(
                new Page.Headline(
                        Goals.reached(results) + " of " + Goals.ALL.size(), "goals reached"));
        headlines.add(
                new Page.Headline(
                        Claims.confirmed(results) + " of " + Claims.testable(results),
                        "of the paper's testable claims confirmed"));
        for (Goal goal : List.of(Goals.TRAINING, Goals.INFERENCE, Goals.TRAINING_MEMORY)) {
            Optional<Goal.Outcome> outcome = goal.outcome(results);
            headlines.add(
                    new Page.Headline(
                            outcome.map(o -> Digits.ratio(o.ratio().value()) + " ×")
                                    .orElse("not measured"),
                            goal.name() + ", compared with the best peer"));
        }
        return new Page(
                "The paper's experiments, rerun",
                "Duograph and today's frameworks side by side: the experiments of the paper that"
                        + " compared Caffe2 with TensorFlow 1, measured from %s."
                                .formatted(setting.when()),
                headlines,
                sections);
    }
}
