package org.duograph.survey.statistics;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Ranks of values, ties sharing the mean of their ranks, doubled so that they are whole numbers.
 *
 * @param doubled twice the rank of each value, in the values' order
 * @param tieSum the sum of t³ − t over groups of t tied values, by which variances shrink
 */
record Ranks(int[] doubled, double tieSum) {

    static Ranks of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int[] doubledOfSorted = new int[sorted.length];
        double tieSum = 0;
        for (int first = 0; first < sorted.length; ) {
            int end = first + 1;
            while (end < sorted.length && sorted[end] == sorted[first]) {
                end++;
            }
            Arrays.fill(doubledOfSorted, first, end, first + 1 + end);
            double t = end - first;
            tieSum += t * t * t - t;
            first = end;
        }
        int[] doubled =
                DoubleStream.of(values)
                        .mapToInt(value -> doubledOfSorted[Arrays.binarySearch(sorted, value)])
                        .toArray();
        return new Ranks(doubled, tieSum);
    }
}
