package org.duograph.ops.loss;

import java.util.Arrays;

/**
 * All alignments of one sequence of steps with one label, summed step by step, forwards and
 * backwards. All numbers are logarithms, as the sums are too small else.
 */
final class CTCPaths {
    private static final double NONE = Double.NEGATIVE_INFINITY;

    private final double[][] y;
    private final int[] label;
    private final double[][] before;
    private final double[][] behind;
    private final double logLikelihood;

    /**
     * Sums up.
     *
     * @param y the probability of each class at each step
     * @param label the classes of the characters, with blanks before, between and behind them
     */
    CTCPaths(double[][] y, int[] label) {
        this.y = y;
        this.label = label;
        int places = label.length;
        before = new double[y.length][places];
        behind = new double[y.length][places];
        for (int t = 0; t < y.length; t++) {
            for (int s = 0; s < places; s++) {
                double came = t == 0 ? (s < 2 ? 0 : NONE) : came(before[t - 1], s, -1);
                before[t][s] = came + Math.log(y[t][label[s]]);
            }
        }
        for (int t = y.length - 1; t >= 0; t--) {
            for (int s = 0; s < places; s++) {
                boolean last = t == y.length - 1;
                behind[t][s] = last ? (s >= places - 2 ? 0 : NONE) : gone(t + 1, s);
            }
        }
        logLikelihood = total();
    }

    private double total() {
        if (y.length == 0) {
            return label.length == 1 ? 0 : NONE;
        }
        double[] last = before[y.length - 1];
        int places = label.length;
        return places == 1 ? last[0] : plus(last[places - 1], last[places - 2]);
    }

    /** What comes to place {@code s}: from itself, its neighbour, or past a blank. */
    private double came(double[] from, int s, int step) {
        double sum = from[s];
        if (s + step >= 0 && s + step < label.length) {
            sum = plus(sum, from[s + step]);
        }
        int second = s + 2 * step;
        boolean skips = second >= 0 && second < label.length && label[s] != label[second];
        return skips ? plus(sum, from[second]) : sum;
    }

    /** What goes from place {@code s} to those of step {@code t}. */
    private double gone(int t, int s) {
        double[] next = new double[label.length];
        Arrays.fill(next, NONE);
        for (int k = s; k < Math.min(s + 3, label.length); k++) {
            next[k] = behind[t][k] + Math.log(y[t][label[k]]);
        }
        return came(next, s, 1);
    }

    private static double plus(double a, double b) {
        double max = Math.max(a, b);
        return max == NONE ? NONE : max + Math.log1p(Math.exp(Math.min(a, b) - max));
    }

    /** The logarithm of the probability that the steps spell the label. */
    double logLikelihood() {
        return logLikelihood;
    }

    /** Writes the slope of the loss with respect to the scores of step {@code t}. */
    void slope(int t, double[] slope, int at) {
        for (int c = 0; c < y[t].length; c++) {
            slope[at + c] = y[t][c];
        }
        for (int s = 0; s < label.length; s++) {
            slope[at + label[s]] -= Math.exp(before[t][s] + behind[t][s] - logLikelihood);
        }
    }
}
