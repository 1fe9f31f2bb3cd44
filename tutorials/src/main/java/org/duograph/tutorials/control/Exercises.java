package org.duograph.tutorials.control;

import static org.duograph.tutorials.Exercise.notDone;

import org.duograph.session.Graph;
import org.duograph.session.Tensor;

/**
 * The exercises of the lesson: write each method, and let it be checked by {@code tutorials/lesson
 * control -Dexercise=1}.
 */
public class Exercises {
    // tag::exercises[]
    /**
     * Exercise 1. A number that is kept between 0 and 1, by choices alone.
     *
     * @param x one number
     * @return 0 where x is below 0, 1 where it is above 1, x elsewhere
     */
    public Tensor clip(Graph g, Tensor x) {
        throw notDone();
    }

    /**
     * Exercise 2. A power, by a loop.
     *
     * @param x one number
     * @param n how many times to multiply by it: an int32, 0 or more
     * @return x to the power of n
     */
    public Tensor power(Graph g, Tensor x, Tensor n) {
        throw notDone();
    }

    /**
     * Exercise 3. A line that is smoothed: each row of the result is {@code keep} times the row
     * before it in the result, and what is missing to 1 times the row of x. The first is that of x.
     *
     * @param x one number a row
     * @param keep from 0 to 1
     * @return as many rows
     */
    public Tensor smooth(Graph g, Tensor x, float keep) {
        throw notDone();
    }
    // end::exercises[]
}
