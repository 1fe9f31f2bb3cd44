package org.duograph.survey.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.router.Endpoint;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.duograph.survey.store.StoreException;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is shown when something goes wrong: what, and what to do; never a stack trace. A form that
 * is refused comes back with all that was typed, ready to be sent again. Each such page has a
 * reference, by which a fault of ours is found in the log. The log has routes, never addresses
 * typed, answers or tokens.
 */
final class Faults {
    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    /** What may be sent again as it is, for the reason lies elsewhere or passes. */
    private static final Set<Integer> PASSING = Set.of(403, 429, 500, 503);

    private final Pages pages;
    private final Csrf csrf;

    Faults(Pages pages, Csrf csrf) {
        this.pages = pages;
        this.csrf = csrf;
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
        routes.exception(
                StoreException.Unavailable.class,
                (e, ctx) -> {
                    String reference = show(ctx, 503, explain(503));
                    LOG.error("fault {} in {} {}", reference, ctx.method(), route(ctx), e);
                });
        routes.exception(
                Exception.class,
                (e, ctx) -> {
                    // A body without a length turns out to be too large while it is read.
                    if (e instanceof HttpException || e.getCause() instanceof HttpException) {
                        HttpException http =
                                (HttpException) (e.getCause() == null ? e : e.getCause());
                        show(ctx, http.getCode(), explain(http.getCode()));
                        return;
                    }
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
            return reference;
        }
        boolean researcher = ctx.path().startsWith("/admin");
        Messages words = Messages.in(researcher ? "en" : Languages.spoken(ctx));
        String wait = ctx.res().getHeader("Retry-After");
        pages.render(
                ctx,
                "fault.jte",
                words.text(key(status) + ".title"),
                words.language(),
                Map.of(
                        "status",
                        status,
                        "message",
                        researcher ? message : words.text(key(status) + ".text", wait),
                        "reference",
                        reference,
                        "address",
                        PASSING.contains(status) ? ctx.path() : "",
                        "typed",
                        typed(ctx)));
        return reference;
    }

    /** What a form of ours held; nothing of passwords, and of a form that another site sent. */
    private Map<String, String> typed(Context ctx) {
        if (ctx.method() != HandlerType.POST || csrf.foreignSite(ctx)) {
            return Map.of();
        }
        Map<String, String> typed = Form.typed(ctx);
        typed.remove(Csrf.FIELD);
        return typed.keySet().stream().anyMatch(name -> name.contains("password"))
                ? Map.of()
                : typed;
    }

    static String reference() {
        return Secret.random().substring(0, 8);
    }

    /** What researchers read. */
    static String explain(int status) {
        return Messages.in("en").text(key(status) + ".text");
    }

    /** The messages for a status. */
    static String key(int status) {
        return switch (status) {
            case 403, 404, 405, 409, 413, 429, 503 -> "fault." + status;
            default -> status < 500 ? "fault.400" : "fault.500";
        };
    }

    /** The route as it is written in {@link Routes}: an address itself may hold a secret. */
    static String route(Context ctx) {
        Endpoint matched = ctx.endpoints().matchedHttpEndpoint();
        return matched == null ? "no route" : matched.path;
    }
}
