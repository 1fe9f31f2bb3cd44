package org.duograph.tutorials.cifar10;

import static org.duograph.tutorials.Exercise.notDone;

/**
 * The exercises of the lesson: write each method, and let it be checked by {@code tutorials/lesson
 * cifar10 -Dexercise=1}.
 */
public class Exercises {
    // tag::exercises[]
    /**
     * Exercise 1. How many numbers does a convolution learn, its bias included?
     *
     * @param in channels of its input
     * @param out channels of its output
     * @param kernel height and width of the kernel
     */
    public int numbersToLearn(int in, int out, int kernel) {
        throw notDone();
    }

    /**
     * Exercise 2. How high is the image that comes out of a convolution? With the border it is size
     * + 2 * pad high, and the kernel goes down by stride rows as often as it fits in.
     */
    public int sizeAfter(int size, int kernel, int pad, int stride) {
        throw notDone();
    }

    /**
     * Exercise 3. A weight that begins at 0 takes steps with momentum, as in step 5: m := momentum
     * * m + rate * gradient, then the weight minus m. Before the first step m is 0.
     *
     * @param gradients the gradient in each step
     * @return the weight after each step
     */
    public double[] withMomentum(double[] gradients, double rate, double momentum) {
        throw notDone();
    }
    // end::exercises[]
}
