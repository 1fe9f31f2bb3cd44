package org.duograph.tutorials.regression;

import static org.duograph.tutorials.Exercise.notDone;

import org.duograph.tensor.NDArray;

/**
 * The exercises of the lesson: write each method, and let it be checked by {@code tutorials/lesson
 * regression -Dexercise=1}.
 */
public class Exercises {
    // tag::exercises[]
    /**
     * Exercise 1. The gradients of the lesson's loss by hand: half the squared distance of w * x +
     * b from y, as a mean over the points.
     *
     * @param x as long as y
     * @return two numbers: the gradients of w and of b
     */
    public double[] gradients(double w, double b, double[] x, double[] y) {
        throw notDone();
    }

    /**
     * Exercise 2. The same net learns a parabola, a x^2 + b x + c, if it is given the right
     * columns.
     *
     * @param x N x 1
     * @return N x 2: what the net gets instead of x
     */
    public NDArray columns(NDArray x) {
        throw notDone();
    }

    /**
     * Exercise 3. Points whose x are between 90 and 110 are learnt very slowly, or not at all. Move
     * and stretch x so that its mean is 0 and the mean of its squares is 1.
     *
     * @param x N x 1
     * @return N x 1
     */
    public NDArray standardized(NDArray x) {
        throw notDone();
    }
    // end::exercises[]
}
