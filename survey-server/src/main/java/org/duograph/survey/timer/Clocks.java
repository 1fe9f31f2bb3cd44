package org.duograph.survey.timer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks of a measurement: one tells the time of day, the other only lengths, but cannot be
 * set.
 */
record Clocks(InstantSource wall, LongSupplier nanos) {

    static final Clocks SYSTEM = new Clocks(InstantSource.system(), System::nanoTime);

    /** What both clocks show at one moment. */
    record Reading(Instant wall, long nanos) {}

    Reading read() {
        return new Reading(wall.instant(), nanos.getAsLong());
    }

    static double wallSeconds(Instant from, Instant to) {
        return rounded(Duration.between(from, to).toMillis() / 1e3);
    }

    static double seconds(Reading from, Reading to) {
        return rounded((to.nanos() - from.nanos()) / 1e9);
    }

    /** To milliseconds: finer says nothing about an installation. */
    private static double rounded(double seconds) {
        return Math.round(seconds * 1e3) / 1e3;
    }
}
