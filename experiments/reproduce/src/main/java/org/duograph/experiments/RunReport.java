package org.duograph.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duograph.data.DataSet;
import org.duograph.experiments.harness.plot.LinePlot;
import org.duograph.experiments.harness.plot.LinePlot.Point;
import org.duograph.experiments.harness.plot.Markup;
import org.duograph.experiments.harness.plot.Style;

/** Writes what a run measured: a summary to print, and a page, JSON and CSV files to keep. */
final class RunReport {
    private static final int AVERAGED_STEPS = 50;

    private final Map<String, String> rows = new LinkedHashMap<>();
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Cifar10Run.Settings settings;
    private final Cifar10Run.Result result;

    RunReport(
            Cifar10Run.Settings settings, Cifar10Run.Result result, DataSet data, String backend) {
        this.settings = settings;
        this.result = result;
        long peak = Machine.peakBytes();
        double rate = result.trainingImages() / result.trainingSeconds();
        double testRate = result.testImages() / result.inferenceSeconds();
        add(
                "accuracy",
                result.accuracy(),
                "%.2f%% of %,d test images",
                100 * result.accuracy(),
                result.testImages());
        add(
                "construction_seconds",
                result.constructionSeconds(),
                "%.2f s (graph construction and initialisation)",
                result.constructionSeconds());
        add(
                "training_seconds",
                result.trainingSeconds(),
                "%.1f s (%d epochs, %,.0f images/s)",
                result.trainingSeconds(),
                settings.epochs(),
                rate);
        add(
                "inference_seconds",
                result.inferenceSeconds(),
                "%.2f s (%,.0f images/s)",
                result.inferenceSeconds(),
                testRate);
        add("peak_memory_bytes", peak, "%.0f MB (%s)", peak / 1e6, Machine.peakMeaning());
        add(
                "planned_bytes",
                result.plannedBytes(),
                "%.1f MB for the training step; %.1f MB without sharing",
                result.plannedBytes() / 1e6,
                result.unplannedBytes() / 1e6);
        add("data", data.describe(), "%s", data.describe());
        add("data_sha256", data.sha256(), "%s", data.sha256());
        add("backend", backend, "%s", backend);
        add("hardware", Machine.here().toString(), "%s", Machine.here());
        String how =
                String.format(
                        Locale.ROOT,
                        "%d epochs, batch %d, learning rate %s falling to 0, momentum 0.9,"
                                + " weight decay %s, seed %d, %s",
                        settings.epochs(),
                        settings.batch(),
                        settings.learningRate(),
                        settings.weightDecay(),
                        settings.seed(),
                        settings.augment() ? "pad-crop-flip" : "images as they are");
        add("settings", how, "%s", how);
        String when = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        add("finished", when, "%s", when);
    }

    private void add(String key, Object value, String format, Object... arguments) {
        values.put(key, value);
        rows.put(key.replace('_', ' '), String.format(Locale.ROOT, format, arguments));
    }

    /** The summary, a line per figure. */
    String summary() {
        StringBuilder text = new StringBuilder();
        rows.forEach(
                (key, value) -> text.append(String.format(Locale.ROOT, "%-22s %s%n", key, value)));
        return text.toString();
    }

    /** Writes {@code index.html}, {@code summary.json} and {@code loss.csv} into a folder. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("summary.json"), json());
        Files.writeString(folder.resolve("loss.csv"), csv());
        Files.writeString(folder.resolve("loss.svg"), lossPlot());
        Files.writeString(folder.resolve("index.html"), page());
    }

    private String csv() {
        StringBuilder csv = new StringBuilder("step,loss\n");
        List<Double> losses = result.losses();
        for (int i = 0; i < losses.size(); i++) {
            csv.append(i + 1).append(',').append(losses.get(i)).append('\n');
        }
        return csv.toString();
    }

    private String json() {
        StringBuilder json = new StringBuilder("{\n");
        values.forEach(
                (key, value) -> {
                    String text =
                            value instanceof Number
                                    ? value.toString()
                                    : '"'
                                            + value.toString()
                                                    .replace("\\", "\\\\")
                                                    .replace("\"", "\\\"")
                                            + '"';
                    json.append("  \"").append(key).append("\": ").append(text).append(",\n");
                });
        json.append("  \"accuracy_after_pass\": {");
        result.accuracies()
                .forEach(
                        (epoch, accuracy) ->
                                json.append(json.charAt(json.length() - 1) == '{' ? "" : ", ")
                                        .append('"')
                                        .append(epoch)
                                        .append("\": ")
                                        .append(accuracy));
        return json.append("}\n}\n").toString();
    }

    private String lossPlot() {
        List<Double> losses = result.losses();
        int points = losses.size() / AVERAGED_STEPS;
        int stride = points == 0 ? 1 : AVERAGED_STEPS;
        int count = losses.size() / stride;
        double stepsPerEpoch = (double) losses.size() / settings.epochs();
        List<Point> loss = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            loss.add(
                    new Point(
                            (i + 1) * stride / stepsPerEpoch,
                            losses.subList(i * stride, (i + 1) * stride).stream()
                                    .mapToDouble(Double::doubleValue)
                                    .average()
                                    .orElse(0)));
        }
        LinePlot plot =
                new LinePlot(
                                "loss",
                                "Loss and test accuracy",
                                "The loss during training, and the share of test images that the"
                                        + " net got right; all numbers are in loss.csv and"
                                        + " summary.json.")
                        .add("loss, mean of " + stride + " steps", Style.of(0), loss);
        if (result.accuracies().size() > 1) {
            List<Point> accuracies = new ArrayList<>();
            result.accuracies().forEach((epoch, share) -> accuracies.add(new Point(epoch, share)));
            plot.add("test accuracy", Style.of(1), accuracies);
        }
        return plot.svg("epochs", "loss; share of test images");
    }

    private String page() {
        StringBuilder table = new StringBuilder();
        rows.forEach(
                (key, value) ->
                        table.append(
                                "<tr><th scope=\"row\">%s</th><td>%s</td></tr>%n"
                                        .formatted(key, Markup.escape(value))));
        return """
               <!doctype html>
               <html lang="en"><head><meta charset="utf-8">
               <meta name="viewport" content="width=device-width, initial-scale=1">
               <title>Duograph: 6-layer network on CIFAR-10</title>
               <style>
               :root{color-scheme:light dark}
               body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}
               table{border-collapse:collapse;width:100%%}
               th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;
                 border-bottom:1px solid #8884;overflow-wrap:anywhere}
               th{font-weight:600;white-space:nowrap}
               svg{width:100%%;height:auto;margin:1.5rem 0}
               </style></head><body>
               <h1>6-layer network on CIFAR-10</h1>
               %s
               <table>
               %s</table>
               <p>The loss of every step is in <a href="loss.csv">loss.csv</a>, the figures in
               <a href="summary.json">summary.json</a>.</p>
               </body></html>
               """
                .formatted(lossPlot(), table);
    }
}
