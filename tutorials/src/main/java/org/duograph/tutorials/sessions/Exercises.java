package org.duograph.tutorials.sessions;

import static org.duograph.tutorials.Exercise.notDone;

import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;

/**
 * The exercises of the lesson: write each method, and let it be checked by {@code tutorials/lesson
 * sessions -Dexercise=1}.
 */
public class Exercises {
    // tag::exercises[]
    /**
     * Exercise 1. How far apart are two points? The root of the sum of the squared differences.
     *
     * @param a the coordinates of a point
     * @param b those of another, as many
     * @return a tensor of one number
     */
    public Tensor distance(Tensor a, Tensor b) {
        throw notDone();
    }

    /**
     * Exercise 2. A tensor that counts: each run that fetches it adds 1 to the variable, and gives
     * what the variable is then.
     */
    public Tensor counter(Variable count) {
        throw notDone();
    }

    /**
     * Exercise 3. One step of learning without an optimizer: take from the variable a tenth of the
     * gradient of the loss.
     *
     * @param loss computed from {@code w.read()}
     */
    public Operation learn(Tensor loss, Variable w) {
        throw notDone();
    }
    // end::exercises[]
}
