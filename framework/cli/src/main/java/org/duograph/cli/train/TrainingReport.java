package org.duograph.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duograph.cli.options.Streams;
import org.duograph.cli.report.TestReport;
import org.duograph.cli.report.TestRun;
import org.duograph.data.DataSet;
import org.duograph.data.Picture;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.training.HistoryPlot;
import org.duograph.workspace.ImageCard.Guess;
import org.duograph.workspace.Predictor;

/** The page of a training: its curves, how good the net became, and where it errs. */
final class TrainingReport implements Recorder {
    private static final int POINTS = 200;

    private final Path file;
    private final String net;
    private final List<String> command;
    private final int from;
    private final int bucket;
    private final List<Integer> steps = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();
    private final List<Double> accuracies = new ArrayList<>();
    private double sum;
    private int count;

    /**
     * Nothing was trained yet.
     *
     * @param command what the user typed behind {@code duograph}
     * @param from the step from which the run goes on
     * @param to after so many it ends
     */
    TrainingReport(Path file, String net, List<String> command, int from, int to) {
        this.file = file;
        this.net = net;
        this.command = List.copyOf(command);
        this.from = from;
        this.bucket = Math.max(1, (to - from + POINTS - 1) / POINTS);
    }

    @Override
    public String what() {
        return "The report of the training";
    }

    @Override
    public void step(int step, double rate, double loss) {
        sum += loss;
        count++;
        if (count == bucket) {
            point(step);
        }
    }

    private void point(int step) {
        if (count > 0) {
            steps.add(step);
            losses.add(sum / count);
            accuracies.add(Double.NaN);
            sum = 0;
            count = 0;
        }
    }

    @Override
    public void line(int step, double epoch, double rate, double accuracy) {
        if (!Double.isNaN(accuracy)) {
            point(step);
            if (!accuracies.isEmpty()) {
                accuracies.set(accuracies.size() - 1, accuracy);
            }
        }
    }

    /** Lets the trained net name all test images, and writes the page. */
    void write(Predictor predictor, DataSet data, int done, Streams streams) throws IOException {
        TestRun run =
                TestRun.of(data.classNames(), some -> names(predictor, some), data, streams.bar());
        TestReport page =
                new TestReport("Training of " + net)
                        .paragraph(
                                "After %,d steps it names %s rightly."
                                        .formatted(done, run.accuracy()));
        if (!steps.isEmpty()) {
            page.heading("How it learnt");
            if (from > 0) {
                page.paragraph("Trained before and not in the picture: %,d steps.".formatted(from));
            }
            page.picture(
                    "<div class=\"curves\">"
                            + HistoryPlot.svg("step", steps, Map.of("loss", losses))
                            + HistoryPlot.svg("step", steps, Map.of("test accuracy", accuracies))
                            + "</div>");
        }
        page.test(run).heading("The command").command("duograph " + typed());
        streams.write(file, page.html());
        streams.out().println("Report: " + file);
    }

    private String typed() {
        return command.stream()
                .map(word -> word.contains(" ") ? "\"" + word + "\"" : word)
                .collect(Collectors.joining(" "));
    }

    private static List<Guess> names(Predictor predictor, List<Picture> some) {
        int size = some.get(0).shape().size();
        byte[] pixels = new byte[some.size() * size];
        for (int i = 0; i < some.size(); i++) {
            System.arraycopy(some.get(i).pixels(), 0, pixels, i * size, size);
        }
        Shape shape = some.get(0).shape().batchOf(some.size());
        return predictor.classify(NDArray.ofBytes(shape, pixels), 1).stream()
                .map(guesses -> guesses.get(0))
                .toList();
    }
}
