package org.duograph.tutorials.operator;

import static org.duograph.tutorials.Exercise.notDone;

import java.nio.FloatBuffer;
import org.duograph.backend.Kernel;

/**
 * The exercises of the lesson: write each method, and let it be checked by {@code tutorials/lesson
 * operator -Dexercise=1}.
 */
public class Exercises {
    // tag::exercises[]
    /**
     * Exercise 1. The operator Mish for one number: x times the hyperbolic tangent of the logarithm
     * of 1 + e to the x.
     */
    public double mish(double x) {
        throw notDone();
    }

    /**
     * Exercise 2. The slope of Mish. It is a product, so there are two terms; the slope of log(1 +
     * e^x) is 1 / (1 + e^-x), and that of tanh at v is 1 - tanh(v)^2.
     */
    public double mishSlope(double x) {
        throw notDone();
    }

    /**
     * Exercise 3. The kernel that SnakeGradX lacks, dX = dY (1 + sin(2 frequency x)), as a loop
     * over memory. This method is called once, when the plan is made; the kernel that it gives back
     * runs often, on whatever stands in the buffers then.
     *
     * @param size how many numbers there are; the buffers may be longer
     */
    public Kernel snakeGradient(
            float frequency, int size, FloatBuffer x, FloatBuffer dY, FloatBuffer dX) {
        throw notDone();
    }
    // end::exercises[]
}
