package org.duograph.graph;

import java.io.IOException;
import org.duograph.tensor.NDArray;

/**
 * The code of a host operator: Java that sees whole arrays and the world outside of the graph.
 *
 * <p>It reads and writes files, prints, exchanges numbers with others, or is a user's own. In a
 * graph it is a node like every other: it runs when those that it reads have run, and those that
 * have an effect run in the order in which they stand.
 */
@FunctionalInterface
public interface HostCode {
    /**
     * Runs once.
     *
     * @throws IOException if the world outside refuses; the message says what was tried
     */
    void run(Call call) throws IOException;

    /**
     * Whether the outputs would be of the node's types if it ran now: not where the node was made
     * for what the world outside held then, such as a file, and that has changed since. Asked
     * before a plan is taken for a run.
     *
     * @param around what is around the graph
     */
    default boolean fits(Surroundings around) {
        return true;
    }

    /** One run. */
    interface Call {
        /** The node that runs. */
        Node node();

        /**
         * A copy of the numbers of input {@code i}; it is made when it is asked for.
         *
         * @throws IllegalArgumentException if only the shape of that input is used
         */
        NDArray input(int i);

        /**
         * Gives output {@code i} its numbers; they are copied. Every output must be given once.
         *
         * @throws IllegalArgumentException if the array is not of the output's type
         * @throws IllegalStateException if the output was given its numbers before
         */
        void output(int i, NDArray numbers);

        /**
         * What is around the graph that runs.
         *
         * @param type what it must be
         * @throws IllegalStateException if it is something else
         */
        <T extends Surroundings> T around(Class<T> type);
    }
}
