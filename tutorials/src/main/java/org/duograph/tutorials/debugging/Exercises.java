package org.duograph.tutorials.debugging;

import static org.duograph.tutorials.Exercise.notDone;

import org.duograph.session.Tensor;
import org.duograph.tensor.NDArray;

/**
 * The exercises of the lesson: write each method, and let it be checked by {@code tutorials/lesson
 * debugging -Dexercise=1}.
 */
public class Exercises {
    // tag::exercises[]
    /**
     * Exercise 1. The least loss of a net that does not look at its input: it can only say how
     * often each class occurs. That is the sum of -p * log(p) over the classes, where p is a
     * class's share of the labels; a class that never occurs adds nothing.
     *
     * @param labels classes, counted from 0
     * @param classes how many there are
     */
    public double blindLoss(int[] labels, int classes) {
        throw notDone();
    }

    /**
     * Exercise 2. Which part of the numbers a ReLU lets through: the share of those above 0. Half
     * is usual, nearly nothing means dead units; and what is not a number has not come through.
     */
    public double alive(NDArray active) {
        throw notDone();
    }

    /**
     * Exercise 3. The logarithms of the softmax of each row, without overflow for scores like 1000
     * and without log(0): subtract from each row its largest score first, then the logarithm of the
     * sum of the exponentials.
     *
     * @param scores N x D
     * @return N x D
     */
    public Tensor logSoftmax(Tensor scores) {
        throw notDone();
    }
    // end::exercises[]
}
