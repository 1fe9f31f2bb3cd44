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
import org.duograph.data.Picture;
import org.duograph.data.PictureSheet;
import org.duograph.experiments.harness.Paper;
import org.duograph.experiments.harness.plot.LinePlot;
import org.duograph.experiments.harness.plot.LinePlot.Point;
import org.duograph.experiments.harness.plot.Markup;
import org.duograph.experiments.harness.plot.Style;

/**
 * Writes what a run measured: a summary to print, and a page, pictures, JSON and CSV files to keep.
 */
final class RunReport {
    private static final int AVERAGED_STEPS = 50;
    private static final int WORST = 16;

    private static final String HEAD =
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Duograph: 6-layer network on CIFAR-10</title>
            <style>
            :root{color-scheme:light dark}
            body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem}
            table{border-collapse:collapse;width:100%}
            th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;
              border-bottom:1px solid #8884;overflow-wrap:anywhere}
            th{font-weight:600}
            h2{margin-top:2.5rem}
            svg{max-width:100%;height:auto;margin:1.5rem 0}
            </style></head><body>
            """;

    private final Map<String, String> rows = new LinkedHashMap<>();
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Cifar10Run.Settings settings;
    private final Cifar10Run.Result result;
    private final Answers answers;
    private final List<Picture> filters;

    /**
     * A report.
     *
     * @param command with which the run was started
     * @param commit of the source
     * @param answers to the test images
     * @param filters of the first convolution
     */
    RunReport(
            Cifar10Run.Settings settings,
            Cifar10Run.Result result,
            DataSet data,
            String backend,
            String command,
            String commit,
            Answers answers,
            List<Picture> filters) {
        this.settings = settings;
        this.result = result;
        this.answers = answers;
        this.filters = filters;
        long peak = result.peakBytes();
        double rate = result.trainingImages() / result.trainingSeconds();
        double testRate = result.testImages() / result.inferenceSeconds();
        add(
                "accuracy",
                "right answers",
                result.accuracy(),
                "%.2f%% of %,d test images",
                100 * result.accuracy(),
                result.testImages());
        add(
                "construction_seconds",
                "construction",
                result.constructionSeconds(),
                "%.2f s (graph construction and initialisation)",
                result.constructionSeconds());
        add(
                "training_seconds",
                "training",
                result.trainingSeconds(),
                "%.1f s (%d epochs, %,.0f images/s)",
                result.trainingSeconds(),
                settings.epochs(),
                rate);
        add(
                "inference_seconds",
                "inference",
                result.inferenceSeconds(),
                "%.2f s (%,.0f images/s)",
                result.inferenceSeconds(),
                testRate);
        add(
                "peak_memory_bytes",
                "peak memory",
                peak,
                "%.0f MB (%s)",
                peak / 1e6,
                Machine.peakMeaning());
        add(
                "planned_bytes",
                "planned memory",
                result.plannedBytes(),
                "%.1f MB for the training step; %.1f MB without sharing",
                result.plannedBytes() / 1e6,
                result.unplannedBytes() / 1e6);
        add("data", "images", data.describe(), "%s", data.describe());
        add("data_sha256", "their SHA-256", data.sha256(), "%s", data.sha256());
        add("backend", "backend", backend, "%s", backend);
        add("hardware", "machine", Machine.here().toString(), "%s", Machine.here());
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
        add("settings", "settings", how, "%s", how);
        add("command", "command", command, "%s", command);
        add("commit", "commit", commit, "%s", commit);
        String when = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        add("finished", "finished", when, "%s", when);
    }

    /** A figure: its key for programs, its label for people, its value for either. */
    private void add(String key, String label, Object value, String format, Object... arguments) {
        values.put(key, value);
        rows.put(label, String.format(Locale.ROOT, format, arguments));
    }

    /** The summary, a line per figure. */
    String summary() {
        StringBuilder text = new StringBuilder();
        rows.forEach(
                (key, value) -> text.append(String.format(Locale.ROOT, "%-22s %s%n", key, value)));
        return text.toString();
    }

    /**
     * Writes {@code index.html}, {@code summary.json}, {@code loss.csv} and the pictures into a
     * folder.
     */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("summary.json"), json());
        Files.writeString(folder.resolve("loss.csv"), csv());
        Files.writeString(folder.resolve("loss.svg"), lossPlot());
        Files.writeString(folder.resolve("confusion.svg"), answers.confusion().svg());
        Files.writeString(folder.resolve("mistakes.svg"), mistakes());
        Files.writeString(folder.resolve("filters.svg"), filters());
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

    private String mistakes() throws IOException {
        return answers.pictures(answers.worst(WORST), 8, 112).svg();
    }

    private String filters() {
        PictureSheet sheet = new PictureSheet(16, 40);
        filters.forEach(sheet::add);
        return sheet.svg();
    }

    private String page() throws IOException {
        Markup html = new Markup();
        html.markup(HEAD);
        html.words("h1", "6-layer network on CIFAR-10").markup(lossPlot());
        html.open("table");
        rows.forEach(
                (label, value) ->
                        html.open("tr")
                                .words("th", label, "scope", "row")
                                .words("td", value)
                                .close("tr"));
        html.close("table");
        html.markup(
                "<p>The loss of every step is in <a href=\"loss.csv\">loss.csv</a>, the figures in"
                        + " <a href=\"summary.json\">summary.json</a>.</p>\n");
        html.words("h2", "Beside the paper").markup(besideThePaper());
        html.words(
                "p",
                "The paper's numbers are of one NVIDIA K80 and of memory of the GPU; here, it is the"
                        + " memory of the whole process, in training and inference. Its 10 epochs"
                        + " are divided by 10. For measured ratios to other systems on one machine,"
                        + " run the experiments.");
        html.words("h2", "What is taken for what")
                .words("p", "At the right, how many of a class were named rightly.")
                .markup(answers.confusion().svg());
        html.words("h2", "The worst mistakes")
                .words(
                        "p",
                        "The test images of whose wrong name the net was the surest: what they are,"
                                + " and what it took them for.")
                .markup(mistakes());
        html.words("h2", "What the first layer looks for")
                .words(
                        "p",
                        "The filters of the first convolution, from the smallest weight of all,"
                                + " black, to the largest, white.")
                .markup(filters());
        return html.close("body").close("html").toString();
    }

    private String besideThePaper() {
        Markup table = new Markup();
        table.open("table").open("tr");
        for (String head :
                List.of(
                        "system",
                        "construction, s",
                        "training, s an epoch",
                        "inference, s",
                        "peak memory, GB")) {
            table.words("th", head, "scope", "col");
        }
        table.close("tr");
        for (Paper.Row paper : List.of(Paper.TENSORFLOW, Paper.CAFFE2)) {
            row(
                    table,
                    paper.system(),
                    paper.construction(),
                    paper.training() / Paper.EPOCHS,
                    paper.inference(),
                    paper.trainingGigabytes());
        }
        row(
                table,
                "Duograph, this run",
                result.constructionSeconds(),
                result.trainingSeconds() / settings.epochs(),
                result.inferenceSeconds(),
                result.peakBytes() / 1e9);
        return table.close("table").toString();
    }

    private static void row(Markup table, String system, double... numbers) {
        table.open("tr").words("th", system, "scope", "row");
        for (double number : numbers) {
            table.words("td", String.format(Locale.ROOT, "%.2f", number));
        }
        table.close("tr");
    }
}
