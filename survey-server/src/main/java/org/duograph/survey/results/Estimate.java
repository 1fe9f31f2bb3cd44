package org.duograph.survey.results;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.duograph.survey.results.plot.Numbers;
import org.duograph.survey.statistics.Interval;

/**
 * One number that a group's answers give.
 *
 * @param what whose number it is, such as "TensorFlow, own computer"
 * @param measure which number it is
 * @param n from how many answers it comes
 * @param base who was asked
 * @param value NaN where there are no answers
 * @param intervals where the number would lie if everybody like these were asked; none for fewer
 *     than five answers
 * @param paper the same number in the paper, if it has one
 * @param note what else to know, such as "2 gave up"; may be empty
 */
public record Estimate(
        String what,
        Measure measure,
        int n,
        Base base,
        double value,
        List<Interval> intervals,
        OptionalDouble paper,
        String note) {

    /** With fewer answers than this, numbers are shown and not judged. */
    public static final int FEWEST_TO_JUDGE = 5;

    /** Which number of a group. */
    public enum Measure {
        SHARE,
        MEDIAN,
        MEAN,
        GEOMETRIC_MEAN;

        /** The name as it stands in a table. */
        public String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    public Estimate {
        intervals = n < FEWEST_TO_JUDGE ? List.of() : List.copyOf(intervals);
    }

    /** The value as text. */
    public String text() {
        return text(value);
    }

    /** The paper's value as text; – if it has none. */
    public String paperText() {
        return paper.isPresent() ? text(paper.getAsDouble()) : "–";
    }

    private String text(double number) {
        return measure == Measure.SHARE ? Numbers.percent(number) : Numbers.plain(number);
    }

    /** An interval as text: bounds, true level and kind. */
    public String text(Interval interval) {
        return Numbers.bounds(interval, measure == Measure.SHARE)
                + " ("
                + Numbers.percent(interval.level())
                + ", "
                + interval.kind()
                + ")";
    }
}
