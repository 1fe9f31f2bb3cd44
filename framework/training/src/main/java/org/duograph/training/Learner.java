package org.duograph.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.backend.Arrival;
import org.duograph.tensor.NDArray;

/**
 * Something that learns from batches. With a session it is two functions:
 *
 * <pre>{@code
 * Learner learner = Learner.of(
 *         batch -> Map.of("loss", s.feed(x, batch.get(0)).feed(y, batch.get(1)).run(loss, step).get(0).item()),
 *         batch -> Map.of("loss", s.feed(x, batch.get(0)).feed(y, batch.get(1)).run(loss).item()));
 * }</pre>
 *
 * <p>and with a workspace, too: feed the blobs, run the net, fetch the loss.
 *
 * <p>What listeners ask for besides (the learning rate, the weights, a file of them) a learner
 * answers if it can.
 */
public interface Learner {
    /** What is done with a batch, and what came of it. */
    @FunctionalInterface
    interface Step {
        /**
         * Takes a batch.
         *
         * @param batch the arrays of the samples, valid during the call
         * @return numbers by name, each a mean over the batch; always the same names in one order
         */
        Map<String, Double> take(List<NDArray> batch);
    }

    /** Learns from a batch; the numbers are of before. */
    Map<String, Double> train(List<NDArray> batch);

    /**
     * Begins to learn from a batch; the numbers may come later, while a device is at work. A
     * learner that can't tell them later tells them at once.
     */
    default Arrival<Map<String, Double>> start(List<NDArray> batch) {
        return Arrival.of(train(batch));
    }

    /** The numbers of a batch, from which nothing is learnt. */
    Map<String, Double> evaluate(List<NDArray> batch);

    /** A learner that is two functions. */
    static Learner of(Step train, Step evaluate) {
        return new Learner() {
            @Override
            public Map<String, Double> train(List<NDArray> batch) {
                return train.take(batch);
            }

            @Override
            public Map<String, Double> evaluate(List<NDArray> batch) {
                return evaluate.take(batch);
            }
        };
    }

    /** The learning rate of the next step. */
    default double learningRate() {
        throw missing("tell its learning rate", "learningRate");
    }

    /** Sets the learning rate of the next steps. */
    default void setLearningRate(double rate) {
        throw missing("change its learning rate", "setLearningRate");
    }

    /** All that it has learnt, in an order that stays the same; nobody else changes the arrays. */
    default List<NDArray> weights() {
        throw missing("give its weights", "weights");
    }

    /** What the arrays of {@link #weights} are called, in the same order. */
    default List<String> weightNames() {
        return IntStream.range(0, weights().size()).mapToObj(i -> "weights/" + i).toList();
    }

    /** Goes back to weights that {@link #weights} gave. */
    default void setWeights(List<NDArray> weights) {
        throw missing("take weights", "setWeights");
    }

    /** Saves what it has learnt under this name: a file, several, or a folder. */
    default void save(Path path) throws IOException {
        throw missing("save itself", "save");
    }

    private UnsupportedOperationException missing(String what, String method) {
        return new UnsupportedOperationException(
                "A listener asks the learner to %s, but it can't. Implement Learner.%s"
                        .formatted(what, method));
    }
}
