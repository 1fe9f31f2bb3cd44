package org.duograph.tutorials.clothes;

import static org.duograph.tutorials.Exercise.notDone;

import org.duograph.tensor.NDArray;

/**
 * The exercises of the lesson: write each method, and let it be checked by {@code tutorials/lesson
 * clothes -Dexercise=1}.
 */
public class Exercises {
    // tag::exercises[]
    /**
     * Exercise 1. The precision of each class: of the images that were called so, which share
     * really is it? A class that was never said has the precision 0.
     *
     * @param counts a confusion matrix, counts[really][said]
     * @return a number from 0 to 1 for each class
     */
    public double[] precision(int[][] counts) {
        throw notDone();
    }

    /**
     * Exercise 2. How often is the right class among the two that the net thinks most likely?
     *
     * @param probabilities N x C
     * @param labels the right class of each of the N rows
     * @return the share of rows, from 0 to 1
     */
    public double topTwo(NDArray probabilities, int[] labels) {
        throw notDone();
    }

    /**
     * Exercise 3. A shoe that points to the right is a shoe. Mirror images, left and right
     * exchanged, so that a net may learn from both.
     *
     * @param images N x 1 x H x W
     * @return the mirrored images, of the same shape
     */
    public NDArray mirrored(NDArray images) {
        throw notDone();
    }
    // end::exercises[]
}
