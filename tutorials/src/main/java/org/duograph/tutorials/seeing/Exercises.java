package org.duograph.tutorials.seeing;

import static org.duograph.tutorials.Exercise.notDone;

import org.duograph.tensorboard.FileWriter;

/**
 * The exercises of the lesson: write each method, and let it be checked by {@code tutorials/lesson
 * seeing -Dexercise=1}.
 */
public class Exercises {
    // tag::exercises[]
    /**
     * Exercise 1. Writes losses under the name "loss", but only every tenth, from the first on, and
     * the last one in any case. The step of a loss is its place in the array.
     */
    public void watch(FileWriter writer, double[] losses) {
        throw notDone();
    }

    /**
     * Exercise 2. The strong curve of the board. Begin with s = 0; each number v makes s into
     * weight * s + (1 - weight) * v. As s starts from 0, it is too small at first: after n numbers
     * divide it by 1 - weight^n.
     *
     * @return a smoothed number for each number
     */
    public double[] smoothed(double[] numbers, double weight) {
        throw notDone();
    }
    // end::exercises[]
}
