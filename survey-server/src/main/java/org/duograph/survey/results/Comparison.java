package org.duograph.survey.results;

import java.util.List;
import org.duograph.survey.results.plot.Numbers;
import org.duograph.survey.statistics.Interval;

/**
 * A test of a difference, with the size of the difference.
 *
 * @param what what is compared, such as "Caffe2 minus TensorFlow"
 * @param n how many answers or pairs of answers the test uses
 * @param base who was asked for what is compared
 * @param test the test's name; all are two-sided
 * @param exact whether p is exact
 * @param p how often chance alone would give a difference at least as large
 * @param sizes how large the difference is, on several scales
 */
public record Comparison(
        String what, int n, Base base, String test, boolean exact, double p, List<Size> sizes) {

    /** A size of a difference, with its interval or, of an effect size, without; null then. */
    public record Size(String name, double value, Interval interval) {

        /** The size as text, interval included. */
        public String text() {
            return name
                    + " "
                    + Numbers.plain(value)
                    + (interval == null
                            ? ""
                            : ", "
                                    + Numbers.bounds(interval, false)
                                    + " ("
                                    + Numbers.percent(interval.level())
                                    + ", "
                                    + interval.kind()
                                    + ")");
        }
    }

    public Comparison {
        sizes = List.copyOf(sizes);
    }
}
