package org.duograph.session;

import java.util.List;
import org.duograph.tensor.NDArray;

/**
 * Runs the steps of a session elsewhere than in this process, such as on the tasks of a cluster; a
 * session that has one keeps no variables itself: {@link Session#Session(Graph, Master)}.
 *
 * <p>Several threads may use it at the same time.
 */
public interface Master extends AutoCloseable {
    /** What a run is asked for. */
    record Wanted(Graph graph, List<Operation> targets, List<Tensor> fetches, List<Tensor> feeds) {}

    /** A run that can be done again and again. */
    @FunctionalInterface
    interface Step {
        /**
         * Runs once.
         *
         * @param fed the content of the feeds, in their order
         * @return that of the fetches, in theirs
         */
        List<NDArray> run(List<NDArray> fed);
    }

    /**
     * Prepares a run.
     *
     * @throws IllegalArgumentException if what is asked for can't be run there
     */
    Step prepare(Wanted wanted);

    /**
     * The content of a variable.
     *
     * @return null if it has none
     */
    NDArray value(Operation variable);

    /** Gives a variable content. */
    void load(Operation variable, NDArray content);

    /** Whether a variable has content. */
    boolean isInitialized(Operation variable);

    @Override
    void close();
}
