package org.duograph.tutorials.characters;

import static org.duograph.tutorials.Exercise.notDone;

/**
 * The exercises of the lesson: write each method, and let it be checked by {@code tutorials/lesson
 * characters -Dexercise=1}.
 */
public class Exercises {
    // tag::exercises[]
    /**
     * Exercise 1. Probabilities from scores at a temperature: the softmax of scores / temperature.
     *
     * @param scores may be large, such as 1000
     * @return as many numbers, which add up to 1
     */
    public double[] probabilities(double[] scores, double temperature) {
        throw notDone();
    }

    /**
     * Exercise 2. The loss: the mean of -log p, where p is the probability that the net gave to the
     * character that really came. Its exponential is called perplexity: among so many characters
     * the net hesitates.
     *
     * @param right the probabilities of the characters that came
     * @return loss and perplexity
     */
    public double[] lossAndPerplexity(double[] right) {
        throw notDone();
    }

    /**
     * Exercise 3. The first batch of a text. The text is cut into streams of the same length, as
     * long as possible; the batch has the first steps of each, in the order in which a net reads
     * them.
     *
     * @param text numbers of characters, streams * steps of them or more
     * @return steps x streams: batch[t][n] is character t of stream n
     */
    public int[][] firstBatch(int[] text, int streams, int steps) {
        throw notDone();
    }
    // end::exercises[]
}
