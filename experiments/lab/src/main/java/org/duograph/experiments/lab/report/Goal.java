package org.duograph.experiments.lab.report;

import java.util.List;
import java.util.Optional;

/**
 * What this project wants to be true: a ratio of ours to the best of others, at most so large.
 *
 * @param name what is compared
 * @param ours whose measurements are ours
 * @param subject what was done
 * @param quantity which measured number; smaller is better
 * @param against with whom it is compared
 * @param wanted the largest ratio that reaches it
 */
record Goal(
        String name,
        Contestant ours,
        Subject subject,
        Quantity quantity,
        Against against,
        double wanted) {
    /** A goal of the workspace face. */
    Goal(String name, Subject subject, Quantity quantity, Against against, double wanted) {
        this(name, Contestant.WORKSPACE, subject, quantity, against, wanted);
    }

    /** The same of the backend in pure Java. */
    Goal inPureJava(double wanted) {
        return new Goal(
                name + ", in pure Java", Contestant.VECTOR, subject, quantity, against, wanted);
    }

    /** Whom a goal compares with. */
    enum Against {
        /** The best of all peers in all variants. */
        BEST_PEER,
        /** The better variant of TensorFlow. */
        TENSORFLOW,
        /** PyTorch on a GPU, call by call. */
        PYTORCH_EAGER,
        /** PyTorch on a GPU, compiled, with CUDA graphs. */
        PYTORCH_COMPILED,
        /** Duograph's workspace face. */
        WORKSPACE;

        private boolean means(Contestant c) {
            return switch (this) {
                case BEST_PEER -> c.isPeer();
                case TENSORFLOW -> c.isTensorFlow();
                case PYTORCH_EAGER -> c.equals(Contestant.PYTORCH_EAGER);
                case PYTORCH_COMPILED -> c.equals(Contestant.PYTORCH_COMPILED);
                case WORKSPACE -> c.equals(Contestant.WORKSPACE);
            };
        }
    }

    /** What became of a goal. */
    record Outcome(Contestant peer, Spread ours, Spread theirs, Ratio ratio, boolean reached) {}

    /** The ratio; empty if ours or every peer was not measured. */
    Optional<Outcome> outcome(Results results) {
        return outcome(results, ours);
    }

    /** The same with somebody else's measurements in place of ours. */
    Optional<Outcome> outcome(Results results, Contestant who) {
        Optional<Spread> measured = results.spread(who, subject, quantity);
        List<Contestant> peers = results.contestants().stream().filter(against::means).toList();
        Optional<Contestant> best = results.best(peers, subject, quantity);
        if (measured.isEmpty() || best.isEmpty()) {
            return Optional.empty();
        }
        Spread theirs = results.spread(best.get(), subject, quantity).orElseThrow();
        Ratio ratio = measured.get().over(theirs);
        return Optional.of(
                new Outcome(best.get(), measured.get(), theirs, ratio, ratio.value() <= wanted));
    }
}
