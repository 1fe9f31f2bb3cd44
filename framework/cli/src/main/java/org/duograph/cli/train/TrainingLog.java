package org.duograph.cli.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import org.duograph.messages.TextFiles;

/**
 * A table of a training: a line for each epoch and each test, in a file that spreadsheets and
 * plotting programs read. The loss of a line is the mean over the steps since the line before.
 */
final class TrainingLog implements Recorder {
    static final String ENDING = "_log.csv";
    private static final String HEAD = "step,epoch,loss,learning_rate,test_accuracy";

    private final Path file;
    private final TreeMap<Integer, String> lines = new TreeMap<>();
    private double sum;
    private int count;

    private TrainingLog(Path file) {
        this.file = file;
    }

    /**
     * The log of a run.
     *
     * @param from the step from which the run goes on: lines of later steps were another run's
     */
    static TrainingLog of(Path file, int from) throws IOException {
        TrainingLog log = new TrainingLog(file);
        if (from > 0 && Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String step = line.split(",")[0];
                if (step.matches("\\d{1,9}") && Integer.parseInt(step) <= from) {
                    log.lines.put(Integer.parseInt(step), line);
                }
            }
        }
        return log;
    }

    @Override
    public String what() {
        return "The table of the training";
    }

    @Override
    public void step(int step, double rate, double loss) {
        sum += loss;
        count++;
    }

    /** Adds a line, or completes the one of that step. */
    @Override
    public void line(int step, double epoch, double rate, double accuracy) throws IOException {
        String before = lines.get(step);
        String loss =
                count > 0
                        ? String.format(Locale.ROOT, "%.6f", sum / count)
                        : before == null ? "" : before.split(",")[2];
        String tested = Double.isNaN(accuracy) ? "" : String.format(Locale.ROOT, "%.4f", accuracy);
        if (tested.isEmpty() && before != null) {
            return;
        }
        lines.put(
                step,
                String.format(
                        Locale.ROOT, "%d,%.4f,%s,%s,%s", step, epoch, loss, (float) rate, tested));
        sum = 0;
        count = 0;
        TextFiles.write(file, HEAD + "\n" + String.join("\n", lines.values()) + "\n");
    }
}
