package org.duograph.tutorials.convolution;

import static org.duograph.tutorials.Exercise.notDone;

/**
 * The exercises of the lesson: write each method, and let it be checked by {@code tutorials/lesson
 * convolution -Dexercise=1}.
 */
public class Exercises {
    // tag::exercises[]
    /**
     * Exercise 1. How many multiplications Winograd's way takes for one tile of tile x tile outputs
     * and a window of window x window, per pair of channels: 36 for a tile of 4 and a window of 3.
     */
    public int multiplications(int tile, int window) {
        throw notDone();
    }

    /**
     * Exercise 2. Adds to Y the product of A (rows x depth) and B (depth x columns), each stored
     * row by row, in three loops of such an order that the innermost one walks along B and Y
     * without a jump: then the compiler can make vectors of it.
     */
    public void product(Watched a, Watched b, Watched y, int rows, int depth, int columns) {
        throw notDone();
    }

    /**
     * Exercise 3. How many rows a block of a convolution with a window of 3 x 3 should have: as
     * many as fit into half of a cache, in floats, rounded down to a multiple of 8; but no less
     * than 8.
     */
    public int rowsOfABlock(int cacheBytes, int channels) {
        throw notDone();
    }
    // end::exercises[]
}
