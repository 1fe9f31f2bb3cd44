package org.duograph.survey.web;

import io.javalin.security.RouteRole;
import java.time.Duration;

/**
 * How often a route may be used: so many times at once, refilled evenly over a time. Participants
 * are told apart by their browsers' cookies, for a whole class-room may share one address.
 */
public enum Limit implements RouteRole {
    /** Filling in pages, of one participant. */
    ANSWERS(120, Duration.ofMinutes(1)),
    /** Filling in pages, of all participants at one address: a thousand people, and then some. */
    ADDRESS(12_000, Duration.ofMinutes(1)),
    /** Trying personal tokens and receipt codes, which have too many values to be guessed. */
    TOKENS(1200, Duration.ofMinutes(1)),
    /** Measured install times. */
    MEASUREMENTS(120, Duration.ofMinutes(1)),
    /** Guessing a password. */
    LOGIN(10, Duration.ofMinutes(10));

    private final int requests;
    private final Duration per;

    Limit(int requests, Duration per) {
        this.requests = requests;
        this.per = per;
    }

    int requests() {
        return requests;
    }

    Duration per() {
        return per;
    }

    /** Whether each visitor has one of their own, under the one of their address. */
    boolean ofVisitor() {
        return this == ANSWERS;
    }
}
