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
    /** Whoever may look at studies and results: logged in, at a safe place. */
    READER,
    /** Whoever may also change studies. */
    RESEARCHER;

    boolean needsLogin() {
        return this == READER || this == RESEARCHER;
    }

    boolean needsSafePlace() {
        return needsLogin() || this == AT_THE_DOOR;
    }

    /** Whether someone logged in as this may use a route meant for the other. */
    boolean covers(Access needed) {
        return needed == READER || this == RESEARCHER;
    }
}
