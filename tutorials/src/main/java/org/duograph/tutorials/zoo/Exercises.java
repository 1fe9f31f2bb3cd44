package org.duograph.tutorials.zoo;

import static org.duograph.tutorials.Exercise.notDone;

import org.duograph.workspace.proto.NetDef;

/**
 * The exercises of the lesson: write each method, and let it be checked by {@code tutorials/lesson
 * zoo -Dexercise=1}.
 */
public class Exercises {
    // tag::exercises[]
    /**
     * Exercise 1. What a card says of pixels, by hand: subtract the mean, multiply by the scale,
     * for a net that wants blue first, then green, then red.
     *
     * @param pixels red, green and blue of one pixel, a byte each from 0 to 255
     * @param mean what to subtract from blue, from green and from red
     * @return three numbers: blue, green and red, as the net takes them
     */
    public double[] input(byte[] pixels, double[] mean, double scale) {
        throw notDone();
    }

    /**
     * Exercise 2. A Gram matrix by hand.
     *
     * @param maps a row for each map of a layer, with its numbers at all places
     * @return for maps i and j at [i][j] the mean over all places of one times the other
     */
    public double[][] gram(double[][] maps) {
        throw notDone();
    }

    /**
     * Exercise 3. Cut a net off before its last two operators: instead of scores of classes it
     * gives what its last layer reads, which describes a picture in general.
     *
     * @param predict a net that ends with FC and Softmax
     * @return the net without these two, whose only external output is what FC read
     */
    public NetDef features(NetDef predict) {
        throw notDone();
    }
    // end::exercises[]
}
