package org.duograph.survey.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Ranks of values, ties sharing the mean of their ranks, doubled so that they are whole numbers.
 *
 * @param doubled twice the rank of each value, in the values' order
 * @param tieSum the sum of t³ − t over groups of t tied values, by which variances shrink
 */
record Ranks(int[] doubled, double tieSum) {

    static Ranks of(double[] values) {
        Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        int[] doubled = new int[values.length];
        double tieSum = 0;
        for (int first = 0; first < order.length; ) {
            int end = first + 1;
            while (end < order.length && values[order[end]] == values[order[first]]) {
                end++;
            }
            for (int i = first; i < end; i++) {
                doubled[order[i]] = first + 1 + end;
            }
            double t = end - first;
            tieSum += t * t * t - t;
            first = end;
        }
        return new Ranks(doubled, tieSum);
    }
}
