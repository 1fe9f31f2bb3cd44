package org.duograph.keras;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.session.Callable;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.NDArray;

/**
 * The numbers that are computed of a batch: the loss first, then those of each output; and the step
 * that makes the loss smaller.
 */
final class Objective {
    private final Session session;
    private final List<Tensor> feeds;
    private final List<String> names;
    private final List<Tensor> trained;
    private final List<Tensor> used;
    private final Operation step; // null: nothing can be trained
    private Callable training; // made when first called
    private Callable evaluation;

    /**
     * Numbers and a step.
     *
     * @param feeds inputs, labels, and weights of samples if there are any
     * @param names of the numbers
     * @param trained the numbers in the net that is trained
     * @param used the numbers in the net that is used
     */
    Objective(
            Session session,
            List<Tensor> feeds,
            List<String> names,
            List<Tensor> trained,
            List<Tensor> used,
            Operation step) {
        this.session = session;
        this.feeds = feeds;
        this.names = names;
        this.trained = trained;
        this.used = used;
        this.step = step;
    }

    /** The loss that the step makes smaller. */
    Tensor loss() {
        return trained.get(0);
    }

    Map<String, Double> train(List<NDArray> batch) {
        if (training == null) {
            if (step == null) {
                throw new IllegalStateException(
                        "There is nothing to train: all layers with weights are frozen. Thaw one with layer.trainable(true) and compile again");
            }
            List<Object> fetches = new ArrayList<>(trained);
            fetches.add(step);
            training = session.callable(feeds, fetches.toArray());
        }
        return numbers(training, batch);
    }

    Map<String, Double> evaluate(List<NDArray> batch) {
        if (evaluation == null) {
            evaluation = session.callable(feeds, used.toArray());
        }
        return numbers(evaluation, batch);
    }

    private Map<String, Double> numbers(Callable callable, List<NDArray> batch) {
        callable.run(batch.toArray(NDArray[]::new));
        Map<String, Double> numbers = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            numbers.put(names.get(i), callable.get(i).item());
        }
        return numbers;
    }

    /** Releases its plans. */
    void close() {
        if (training != null) {
            training.close();
        }
        if (evaluation != null) {
            evaluation.close();
        }
    }
}
