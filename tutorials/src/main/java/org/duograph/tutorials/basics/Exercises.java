package org.duograph.tutorials.basics;

import static org.duograph.tutorials.Exercise.notDone;

import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.net.Net;

/**
 * The exercises of the lesson: write each method, and let it be checked by {@code tutorials/lesson
 * basics -Dexercise=1}.
 */
public class Exercises {
    // tag::exercises[]
    /**
     * Exercise 1. Append operators to the net that write the blob "Y": the sum of the blobs "X" and
     * "Z", and 0 wherever that would be negative.
     */
    public void sumAboveZero(Net net) {
        throw notDone();
    }

    /**
     * Exercise 2. Append operators to the init net that fill "W", 100 x 20 random numbers of mean 0
     * and deviation 0.5, and "b", 100 zeros.
     */
    public void fill(Net init) {
        throw notDone();
    }

    /**
     * Exercise 3. A net called "predict" has been created in the workspace. It reads "X" and writes
     * "Z". Let it answer, as often as somebody asks.
     *
     * @return what is in "Z" then
     */
    public NDArray ask(Workspace workspace, NDArray x) {
        throw notDone();
    }
    // end::exercises[]
}
