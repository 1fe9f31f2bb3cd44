package org.duograph.survey.web;

import io.javalin.security.RouteRole;

/** Who may use a route; every route names one. */
public enum Access implements RouteRole {
    /** Anybody. Forms must carry our token ({@link Csrf}). */
    EVERYBODY,
    /** Programs, which bring a bearer token of their own and no cookies; hence nothing to forge. */
    PROGRAM,
    /** Whoever is about to log in, at a safe place ({@link Caller#safe}). */
    AT_THE_DOOR,
    /** Whoever is logged in, at a safe place. */
    RESEARCHER;

    boolean needsLogin() {
        return this == RESEARCHER;
    }

    boolean needsSafePlace() {
        return needsLogin() || this == AT_THE_DOOR;
    }
}
