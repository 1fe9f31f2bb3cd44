package org.duograph.survey.results;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.duograph.survey.results.Estimate.Measure;
import org.duograph.survey.results.plot.IntervalPlot;
import org.duograph.survey.statistics.BoundedMean;
import org.duograph.survey.statistics.Interval;
import org.duograph.survey.statistics.Sample;
import org.duograph.survey.statistics.Share;

/** Shares and means of scales with both of their intervals, one approximate and one that holds. */
final class Shares {

    private Shares() {}

    static Estimate estimate(String what, Share share, Base base, OptionalDouble paper) {
        return new Estimate(
                what,
                Measure.SHARE,
                share.n(),
                base,
                share.fraction(),
                List.of(share.wilson(), share.clopperPearson()),
                paper,
                share.count() + " of " + share.n());
    }

    /** Intervals of the mean of a scale; Student's only where values differ. */
    static List<Interval> ofMean(Sample sample, double least, double most) {
        Interval sure = BoundedMean.interval(sample, least, most);
        return sample.deviation() > 0 ? List.of(sample.studentInterval(), sure) : List.of(sure);
    }

    static IntervalPlot.Row bar(Estimate share, int count, String colour) {
        return new IntervalPlot.Row(
                share.what(),
                count,
                share.n(),
                share.intervals().stream().findFirst(),
                share.paper().isPresent()
                        ? Optional.of(share.paper().getAsDouble())
                        : Optional.empty(),
                colour);
    }
}
