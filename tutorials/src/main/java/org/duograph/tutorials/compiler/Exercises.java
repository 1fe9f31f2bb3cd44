package org.duograph.tutorials.compiler;

import static org.duograph.tutorials.Exercise.notDone;

import org.duograph.graph.Graph;

/**
 * The exercises of the lesson: write each method, and let it be checked by {@code tutorials/lesson
 * compiler -Dexercise=1}.
 */
public class Exercises {
    // tag::exercises[]
    /**
     * Exercise 1. The least memory in which values can stand: the most bytes that are in use at the
     * same step. Value i takes bytes[i] from step from[i] to step to[i], both included.
     */
    public long least(long[] bytes, int[] from, int[] to) {
        throw notDone();
    }

    /**
     * Exercise 2. Where the values begin. Two that are in use at the same step must not overlap;
     * all others may. Give each, in turn, the lowest place that is free all its life.
     *
     * @return where each value begins, in bytes
     */
    public long[] places(long[] bytes, int[] from, int[] to) {
        throw notDone();
    }

    /**
     * Exercise 3. A pass of your own: where an operator Negative reads the result of another
     * Negative, whoever reads it reads instead what was negated twice. All else is copied, with an
     * org.duograph.compile.Rewriter; DropDeadNodes will take away what nobody reads any more.
     *
     * @return a new graph
     */
    public Graph withoutDoubleNegatives(Graph graph) {
        throw notDone();
    }
    // end::exercises[]
}
