package org.duograph.tutorials.characters;

import java.util.Arrays;

/** The exercises about characters, solved. */
class Solutions extends Exercises {
    @Override
    public double[] probabilities(double[] scores, double temperature) {
        double most = Arrays.stream(scores).max().orElseThrow();
        double[] exp = new double[scores.length];
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            exp[i] = Math.exp((scores[i] - most) / temperature);
            sum += exp[i];
        }
        for (int i = 0; i < scores.length; i++) {
            exp[i] /= sum;
        }
        return exp;
    }

    @Override
    public double[] lossAndPerplexity(double[] right) {
        double loss = 0;
        for (double p : right) {
            loss -= Math.log(p) / right.length;
        }
        return new double[] {loss, Math.exp(loss)};
    }

    @Override
    public int[][] firstBatch(int[] text, int streams, int steps) {
        int length = text.length / streams;
        int[][] batch = new int[steps][streams];
        for (int t = 0; t < steps; t++) {
            for (int n = 0; n < streams; n++) {
                batch[t][n] = text[n * length + t];
            }
        }
        return batch;
    }
}
