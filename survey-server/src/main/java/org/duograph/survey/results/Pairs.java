package org.duograph.survey.results;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Two numbers of each participant who gave both.
 *
 * @param x the first numbers
 * @param y the second, in the same order
 */
record Pairs(double[] x, double[] y) {

    /** The pairs of two columns in which NaN stands for a missing number. */
    static Pairs of(double[] x, double[] y) {
        int[] both =
                IntStream.range(0, x.length)
                        .filter(i -> !Double.isNaN(x[i]) && !Double.isNaN(y[i]))
                        .toArray();
        return new Pairs(
                Arrays.stream(both).mapToDouble(i -> x[i]).toArray(),
                Arrays.stream(both).mapToDouble(i -> y[i]).toArray());
    }

    int n() {
        return x.length;
    }

    /** y − x of each pair; of two infinite numbers 0, because neither is known to be larger. */
    double[] differences() {
        return IntStream.range(0, x.length)
                .mapToDouble(i -> x[i] == y[i] ? 0 : y[i] - x[i])
                .toArray();
    }

    /** A column without its missing numbers. */
    static double[] present(double[] column) {
        return DoubleStream.of(column).filter(value -> !Double.isNaN(value)).toArray();
    }
}
