package org.duograph.tutorials.faces;

import static org.duograph.tutorials.Exercise.notDone;

import org.duograph.session.Tensor;
import org.duograph.workspace.net.Net;

/**
 * The exercises of the lesson: write each method, and let it be checked by {@code tutorials/lesson
 * faces -Dexercise=1}.
 */
public class Exercises {
    // tag::exercises[]
    /**
     * Exercise 1. From a session into a workspace. This is the program:
     *
     * <pre>{@code
     * Tensor hidden = x.matmul(w1).addBias(b1).tanh();
     * Tensor y = hidden.matmul(w2).addBias(b2);
     * }</pre>
     *
     * Append the operators to the net. They read the blobs x, w1, b1, w2 and b2, and write y. The
     * weights in the blobs have a row for each output, as FC wants them.
     */
    public void toNet(Net net) {
        throw notDone();
    }

    /**
     * Exercise 2. From a workspace into a session. This is the net:
     *
     * <pre>{@code
     * scores = FC(x, w, b)
     * gate = Sigmoid(scores)
     * y = Mul(scores, gate)
     * }</pre>
     *
     * @param x N x 3
     * @param w 3 x 2: a column for each output, as a session wants it
     * @param b 2 numbers
     * @return the tensor y
     */
    public Tensor toGraph(Tensor x, Tensor w, Tensor b) {
        throw notDone();
    }

    /**
     * Exercise 3. Somebody has the bias wrong: three numbers, where there are two classes. When is
     * that noticed? Answer with two words out of "written", "created", "fed" and "run".
     *
     * @return when a workspace notices it, then when a session does
     */
    public String[] whenNoticed() {
        throw notDone();
    }
    // end::exercises[]
}
