package org.duograph.survey.results;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.duograph.survey.results.Estimate.Measure;
import org.duograph.survey.results.plot.IntervalPlot;
import org.duograph.survey.statistics.Share;

/** Shares with both of their intervals, and as bars. */
final class Shares {

    private Shares() {}

    static Estimate estimate(String what, Share share, int missing, OptionalDouble paper) {
        return new Estimate(
                what,
                Measure.SHARE,
                share.n(),
                missing,
                share.fraction(),
                List.of(share.wilson(), share.clopperPearson()),
                paper,
                share.count() + " of " + share.n());
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
