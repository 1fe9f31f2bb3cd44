package org.duograph.tensorboard;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.tensor.NDArray;
import org.duograph.training.Listener;
import org.duograph.training.Training;

/**
 * Writes how a training goes into event files while it does: the numbers of each epoch, those of
 * some batches in between, and how the weights are spread if that is wanted.
 *
 * <pre>{@code
 * model.fit(x, y, epochs(20), callbacks(new TensorBoard(Path.of("runs/first")).histograms()));
 * }</pre>
 *
 * <p>Below the folder, {@code train} has the numbers of the samples that are learnt from and {@code
 * validation} those of the others, under the same tags, so that one chart has both curves. Look at
 * it with {@code duograph board runs}.
 */
public final class TensorBoard implements Listener {
    private static final String VALIDATION = "val_";

    private final Path folder;
    private final int everyBatches;
    private final boolean histograms;
    private final Graph graph;
    private FileWriter train;
    private FileWriter validation; // null until there is a number for it
    private int epoch;

    /** Writes below a folder, which is made if it isn't there: each epoch, each tenth batch. */
    public TensorBoard(Path folder) {
        this(folder, 10, false, null);
    }

    private TensorBoard(Path folder, int everyBatches, boolean histograms, Graph graph) {
        this.folder = folder;
        this.everyBatches = everyBatches;
        this.histograms = histograms;
        this.graph = graph;
    }

    /**
     * The same, with the numbers of every so many batches.
     *
     * @param batches 0 for none
     */
    public TensorBoard everyBatches(int batches) {
        if (batches < 0) {
            throw new IllegalArgumentException(
                    "Numbers are written every so many batches, or for 0 never; found " + batches);
        }
        return new TensorBoard(folder, batches, histograms, graph);
    }

    /** The same, with histograms of all weights after each epoch; the learner must give them. */
    public TensorBoard histograms() {
        return new TensorBoard(folder, everyBatches, true, graph);
    }

    /** The same, with a picture of the graph. */
    public TensorBoard graph(Graph drawn) {
        return new TensorBoard(folder, everyBatches, histograms, drawn);
    }

    @Override
    public boolean isDueAfter(Training training, int batch) {
        return false;
    }

    @Override
    public void trainBegin(Training training) {
        train = new FileWriter(folder.resolve("train"));
        validation = null;
        if (graph != null) {
            train.addGraph(graph);
        }
    }

    @Override
    public void epochBegin(Training training, int number) {
        epoch = number;
    }

    @Override
    public void batchEnd(Training training, int batch, Map<String, Double> numbers) {
        long step = (long) epoch * training.samples().batches() + batch;
        if (everyBatches > 0 && step % everyBatches == 0) {
            numbers.forEach((name, x) -> train.addScalar("batch/" + name, x, step));
        }
    }

    @Override
    public void epochEnd(Training training, int number, Map<String, Double> numbers) {
        numbers.forEach(
                (name, x) -> {
                    if (name.startsWith(VALIDATION)) {
                        String plain = name.substring(VALIDATION.length());
                        validation().addScalar("epoch/" + plain, x, number + 1L);
                    } else {
                        train.addScalar("epoch/" + name, x, number + 1L);
                    }
                });
        if (histograms) {
            List<NDArray> weights = training.learner().weights();
            List<String> names = training.learner().weightNames();
            for (int i = 0; i < weights.size(); i++) {
                train.addFinite(names.get(i), weights.get(i), number + 1L);
            }
        }
    }

    private FileWriter validation() {
        if (validation == null) {
            validation = new FileWriter(folder.resolve("validation"));
        }
        return validation;
    }

    @Override
    public void trainEnd(Training training) {
        train.close();
        if (validation != null) {
            validation.close();
        }
    }
}
