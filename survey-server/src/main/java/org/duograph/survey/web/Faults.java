package org.duograph.survey.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.router.Endpoint;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.duograph.survey.store.StoreException;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is shown when something goes wrong: what, and what to do; never a stack trace. Each such
 * page has a reference, by which a fault of ours is found in the log. The log has routes, never
 * addresses typed, answers or tokens.
 */
final class Faults {
    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private final Pages pages;

    Faults(Pages pages) {
        this.pages = pages;
    }

    void add(RoutesConfig routes) {
        routes.exception(
                Gate.LoginNeeded.class,
                (e, ctx) -> {
                    String next = URLEncoder.encode(ctx.path(), StandardCharsets.UTF_8);
                    ctx.redirect("/admin/login?next=" + next, HttpStatus.SEE_OTHER);
                });
        routes.exception(Refusal.class, (e, ctx) -> show(ctx, e.getStatus(), e.getMessage()));
        routes.exception(
                HttpResponseException.class,
                (e, ctx) -> show(ctx, e.getStatus(), explain(e.getStatus())));
        routes.exception( // a body without a length turns out to be too large while it is read
                HttpException.RuntimeException.class,
                (e, ctx) -> show(ctx, e.getCode(), explain(e.getCode())));
        routes.exception(
                StoreException.Unavailable.class,
                (e, ctx) -> {
                    String reference = show(ctx, 503, explain(503));
                    LOG.error("fault {} in {} {}", reference, ctx.method(), route(ctx), e);
                });
        routes.exception(
                Exception.class,
                (e, ctx) -> {
                    String reference = show(ctx, 500, explain(500));
                    LOG.error("fault {} in {} {}", reference, ctx.method(), route(ctx), e);
                });
    }

    /** Shows the page, or to a program the same as JSON; returns the reference. */
    private String show(Context ctx, int status, String message) {
        String reference = reference();
        ctx.status(status);
        if (ctx.path().startsWith("/api/")) {
            ctx.json(Map.of("error", message, "reference", reference));
        } else {
            Map<String, Object> model =
                    Map.of("status", status, "message", message, "reference", reference);
            pages.render(ctx, "fault.jte", title(status), model);
        }
        return reference;
    }

    static String reference() {
        return Secret.random().substring(0, 8);
    }

    static String title(int status) {
        return switch (status) {
            case 403 -> "Not allowed";
            case 404 -> "Not found";
            case 409 -> "Cannot be done now";
            case 413 -> "Too large";
            case 429 -> "Too many requests";
            case 503 -> "Cannot save now";
            default -> status < 500 ? "Not understood" : "Something went wrong";
        };
    }

    static String explain(int status) {
        return switch (status) {
            case 404 -> "There is no such page. Check the address, or ask whoever gave it to you.";
            case 405 -> "This page cannot be asked for in this way.";
            case 413 ->
                    "What was sent is too large: more than 200 kB. Shorten it, and send it again.";
            case 503 ->
                    "Nothing can be kept at the moment; the disk may be full. Go back: what you typed"
                            + " is still there. Wait a little, and send it again.";
            default ->
                    status < 500
                            ? "The request was not understood. Go back, check it, and send it again."
                            : "This is a fault of the server, not yours. Go back and try again; if it"
                                    + " happens again, tell the researcher the reference below.";
        };
    }

    /** The route as it is written in {@link Routes}: an address itself may hold a secret. */
    static String route(Context ctx) {
        Endpoint matched = ctx.endpoints().matchedHttpEndpoint();
        return matched == null ? "no route" : matched.path;
    }
}
