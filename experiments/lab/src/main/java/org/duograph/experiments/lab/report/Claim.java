package org.duograph.experiments.lab.report;

import java.util.function.Function;

/**
 * Something that the paper says, and the rule that decides whether this run agrees.
 *
 * @param words the claim
 * @param paper the paper's number for it; empty where it has none
 * @param rule what must have been measured for the claim to hold here
 * @param judge decides by the measurements
 */
record Claim(String words, String paper, String rule, Function<Results, Verdict> judge) {
    /** Whether this run agrees. */
    enum Mark {
        HOLDS("holds here"),
        DOES_NOT_HOLD("does not hold here"),
        NOT_MEASURED("not measured in this run"),
        NOT_TESTABLE("not testable here");

        final String words;

        Mark(String words) {
            this.words = words;
        }
    }

    /**
     * The outcome.
     *
     * @param mark whether this run agrees
     * @param measured the measured value that decided, or why there is none
     */
    record Verdict(Mark mark, String measured) {
        static Verdict of(boolean holds, String measured) {
            return new Verdict(holds ? Mark.HOLDS : Mark.DOES_NOT_HOLD, measured);
        }

        static Verdict notMeasured(String missing) {
            return new Verdict(Mark.NOT_MEASURED, missing);
        }
    }

    Verdict verdict(Results results) {
        return judge.apply(results);
    }
}
