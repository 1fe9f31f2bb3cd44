package org.duograph.survey.web;

import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import io.javalin.security.Roles;
import java.util.List;
import java.util.Optional;

/**
 * One route as a test tries it.
 *
 * @param path an address that the route serves
 */
record Door(String method, String path, Access access, Optional<Limit> limit) {

    /** Every route of the server, each with names of things that exist. */
    static List<Door> all(Server server) {
        return server.endpoints().stream().map(Door::of).toList();
    }

    /** Every route by which a browser changes something. */
    static List<Door> forms(Server server) {
        return all(server).stream()
                .filter(door -> door.changes() && door.access() != Access.PROGRAM)
                .toList();
    }

    boolean changes() {
        return !method.equals(HandlerType.GET.name());
    }

    private static Door of(Endpoint endpoint) {
        var roles = endpoint.metadata(Roles.class).getRoles();
        String path =
                endpoint.path
                        .replace("{study}", Site.STUDY)
                        .replace("{version}", "1")
                        .replace("{place}", "study")
                        .replace("{file}", "wide.csv")
                        .replace("{name}", "style.css")
                        .replace("{page}", endpoint.path.startsWith("/admin/help") ? "run" : "page")
                        .replaceAll("\\{[a-z]+}", "something");
        return new Door(
                endpoint.method.name(),
                path,
                (Access) roles.stream().filter(Access.class::isInstance).findFirst().orElseThrow(),
                roles.stream().filter(Limit.class::isInstance).map(Limit.class::cast).findFirst());
    }
}
