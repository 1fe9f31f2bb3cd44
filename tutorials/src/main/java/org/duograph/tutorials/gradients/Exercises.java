package org.duograph.tutorials.gradients;

import static org.duograph.tutorials.Exercise.notDone;

import org.duograph.session.Tensor;
import org.duograph.tensor.NDArray;

/**
 * The exercises of the lesson: write each method, and let it be checked by {@code tutorials/lesson
 * gradients -Dexercise=1}.
 */
public class Exercises {
    // tag::exercises[]
    /**
     * Exercise 1. The gradients of y = w2 * tanh(w1 * x), by the chain rule, in plain Java. The
     * slope of tanh at v is 1 - tanh(v) * tanh(v).
     *
     * @return three numbers: the gradients of w1, of w2 and of x
     */
    public double[] chainRule(double w1, double w2, double x) {
        throw notDone();
    }

    /**
     * Exercise 2. The gradient function of the operator "softsign", y = x / (1 + |x|), whose slope
     * is 1 / (1 + |x|)^2.
     *
     * @param x what went in
     * @param dy the gradient of what came out, as long as x
     * @return the gradient of x, as long as x; {@code dy} may be written over and given back
     */
    public NDArray softsignGradient(NDArray x, NDArray dy) {
        throw notDone();
    }

    /**
     * Exercise 3. Where Newton's method goes from x to find where y is 0: to x minus y divided by
     * the slope of y. (In the lesson it looked for where a slope is 0.)
     *
     * @param x a tensor of any length
     * @param y computed from x, element by element
     * @return the tensor of the next x
     */
    public Tensor findZero(Tensor x, Tensor y) {
        throw notDone();
    }
    // end::exercises[]
}
