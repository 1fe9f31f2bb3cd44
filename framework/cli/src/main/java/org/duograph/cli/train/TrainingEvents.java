package org.duograph.cli.train;

import java.nio.file.Path;
import java.util.List;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tensorboard.FileWriter;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.proto.NetDef;

/**
 * Event files of a training, for {@code duograph board} and TensorBoard: curves of loss, learning
 * rate and accuracy, the net, and how each parameter is spread whenever the net is tested. A point
 * of the loss is the mean over the steps since the point before.
 */
final class TrainingEvents implements Recorder, AutoCloseable {
    private static final int EVERY = 10; // steps

    /** Of a larger parameter a histogram shows so many numbers, evenly spread. */
    private static final int MOST = 1_000_000;

    private final FileWriter writer;
    private final Workspace workspace;
    private final List<String> parameters;
    private double sum;
    private int count;

    /**
     * Begins an event file.
     *
     * @param folder made if it isn't there
     * @param from the step from which the run goes on: what the folder has of later ones was
     *     another run's, and is no longer shown
     * @throws java.io.UncheckedIOException if it can't be written
     */
    TrainingEvents(
            Path folder, NetDef net, int from, Workspace workspace, List<String> parameters) {
        this.writer = new FileWriter(folder);
        this.workspace = workspace;
        this.parameters = List.copyOf(parameters);
        writer.addSessionStart(from + 1L);
        writer.addGraph(net);
    }

    @Override
    public String what() {
        return "The events of the training";
    }

    @Override
    public void step(int step, double rate, double loss) {
        sum += loss;
        count++;
        if (step % EVERY == 0) {
            point(step, rate);
        }
    }

    private void point(int step, double rate) {
        if (count > 0) {
            writer.addScalar("loss", sum / count, step);
            writer.addScalar("learning_rate", rate, step);
            sum = 0;
            count = 0;
        }
    }

    @Override
    public void line(int step, double epoch, double rate, double accuracy) {
        if (!Double.isNaN(accuracy)) {
            point(step, rate);
            writer.addScalar("test_accuracy", accuracy, step);
            for (String parameter : parameters) {
                writer.addFinite(parameter, some(workspace.fetchBlob(parameter)), step);
            }
        }
    }

    private static NDArray some(NDArray numbers) {
        if (numbers.size() <= MOST) {
            return numbers;
        }
        float[] some = new float[MOST];
        for (int i = 0; i < MOST; i++) {
            some[i] = (float) numbers.get((int) ((long) i * numbers.size() / MOST));
        }
        return NDArray.of(Shape.of(MOST), some);
    }

    @Override
    public void close() {
        writer.close();
    }
}
