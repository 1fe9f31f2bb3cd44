package org.duograph.tutorials.sequences;

import static org.duograph.tutorials.Exercise.notDone;

import org.duograph.session.Tensor;

/**
 * The exercises of the lesson: write each method, and let it be checked by {@code tutorials/lesson
 * sequences -Dexercise=1}.
 */
public class Exercises {
    // tag::exercises[]
    /**
     * Exercise 1. A recurrent cell of one unit in plain Java: h' = tanh(w * x + u * h + b). Before
     * the first step h is 0.
     *
     * @param x what comes in, step by step
     * @return h after each step
     */
    public double[] cell(double w, double u, double b, double[] x) {
        throw notDone();
    }

    /**
     * Exercise 2. The mean of the outputs of each sequence over its own steps. What stands past the
     * end of a sequence is 0.
     *
     * @param outputs [n, time, features], as dynamicRnn gives them
     * @param lengths [n], int32
     * @return [n, features]
     */
    public Tensor meanOverSteps(Tensor outputs, Tensor lengths) {
        throw notDone();
    }

    /**
     * Exercise 3. Luong's attention: the product of the query with each entry of the memory, and of
     * these the softmax.
     *
     * @return a weight for each entry
     */
    public double[] attention(double[] query, double[][] memory) {
        throw notDone();
    }
    // end::exercises[]
}
