package org.duograph.survey.web;

import io.javalin.security.RouteRole;
import java.time.Duration;

/**
 * How often one address may use a route: so many at once, refilled evenly over a time. A school
 * class shares one address, so participants get room for a hundred people.
 */
public enum Limit implements RouteRole {
    /** Filling in pages. */
    ANSWERS(1200, Duration.ofMinutes(1)),
    /** Trying personal tokens and receipt codes. */
    TOKENS(120, Duration.ofMinutes(1)),
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
}
