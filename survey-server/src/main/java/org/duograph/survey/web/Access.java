package org.duograph.survey.web;

import io.javalin.security.RouteRole;
import java.util.Optional;
import org.duograph.survey.store.Role;

/** Who may use a route; every route names one. */
public enum Access implements RouteRole {
    /** Anybody. Forms must carry our token ({@link Csrf}). */
    EVERYBODY,
    /** Programs, which bring a bearer token of their own and no cookies; hence nothing to forge. */
    PROGRAM,
    /** Whoever is about to log in, at a safe place ({@link Caller#safe}). */
    AT_THE_DOOR,
    /** Whoever is logged in, at a safe place: looks at studies and results, changes nothing. */
    READER,
    /** The same, but only who may also write and run studies. */
    EDITOR,
    /** The same, but only who may also decide about accounts and the server. */
    ADMINISTRATOR;

    /** The least role that is needed; none where nobody need log in. */
    Optional<Role> role() {
        return switch (this) {
            case EVERYBODY, PROGRAM, AT_THE_DOOR -> Optional.empty();
            case READER -> Optional.of(Role.READER);
            case EDITOR -> Optional.of(Role.EDITOR);
            case ADMINISTRATOR -> Optional.of(Role.ADMINISTRATOR);
        };
    }

    boolean needsSafePlace() {
        return role().isPresent() || this == AT_THE_DOOR;
    }
}
