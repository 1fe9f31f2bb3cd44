package org.duograph.experiments.lab.report;

import java.util.List;
import java.util.Optional;

/**
 * What this project wants to be true: a ratio of ours to the best of others, at most so large.
 *
 * @param name what is compared
 * @param subject what was done
 * @param quantity which measured number; smaller is better
 * @param against whether TensorFlow alone is compared with, instead of every peer
 * @param wanted the largest ratio that reaches it
 */
record Goal(String name, Subject subject, Quantity quantity, Against against, double wanted) {
    /** Whom a goal compares with. */
    enum Against {
        /** The best of all peers in all variants. */
        BEST_PEER,
        /** The better variant of TensorFlow. */
        TENSORFLOW
    }

    /** What became of a goal. */
    record Outcome(Contestant peer, Spread ours, Spread theirs, Ratio ratio, boolean reached) {}

    /** The ratio; empty if ours or every peer was not measured. */
    Optional<Outcome> outcome(Results results) {
        return outcome(results, Contestant.WORKSPACE);
    }

    /** The same with somebody else's measurements in place of ours. */
    Optional<Outcome> outcome(Results results, Contestant who) {
        Optional<Spread> ours = results.spread(who, subject, quantity);
        List<Contestant> peers =
                results.contestants().stream()
                        .filter(c -> against == Against.TENSORFLOW ? c.isTensorFlow() : c.isPeer())
                        .toList();
        Optional<Contestant> best = results.best(peers, subject, quantity);
        if (ours.isEmpty() || best.isEmpty()) {
            return Optional.empty();
        }
        Spread theirs = results.spread(best.get(), subject, quantity).orElseThrow();
        Ratio ratio = ours.get().over(theirs);
        return Optional.of(
                new Outcome(best.get(), ours.get(), theirs, ratio, ratio.value() <= wanted));
    }
}
