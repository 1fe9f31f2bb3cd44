package org.duograph.survey.web;

import io.javalin.http.Context;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Keeps other sites from sending our forms in a visitor's name. Every form carries a token that
 * only we can make: a signature of the visitor's random cookie, of the login if there is one, and
 * of the hour. Nothing is kept on the server, so a form may stay open for two days, over restarts
 * too.
 */
final class Csrf {
    /** Name of the form field. */
    static final String FIELD = "csrf";

    private static final String COOKIE = "visit";
    private static final Duration COOKIE_AGE = Duration.ofDays(30);
    private static final long HOURS = 48;

    private final Secret secret;
    private final Cookies cookies;
    private final Sessions sessions;
    private final Optional<URI> url;
    private final Clock clock;

    /**
     * @param url address of the server as browsers see it, if it is not the one in their Host
     *     header
     */
    Csrf(Secret secret, Cookies cookies, Sessions sessions, Optional<URI> url, Clock clock) {
        this.secret = secret;
        this.cookies = cookies;
        this.sessions = sessions;
        this.url = url;
        this.clock = clock;
    }

    /** The token for forms of the page being made; gives the visitor a cookie if there is none. */
    String token(Context ctx) {
        String visit = ctx.attribute(COOKIE);
        if (visit == null) {
            visit = cookies.read(ctx, COOKIE).orElse(null);
        }
        if (visit == null) {
            visit = Secret.random();
            cookies.write(ctx, COOKIE, visit, COOKIE_AGE);
        }
        ctx.attribute(COOKIE, visit);
        long hour = hour();
        return hour + "." + sign(ctx, visit, hour);
    }

    /**
     * Passes a request that one of our own pages sent.
     *
     * @throws Refusal (403) if another site sent it, or the token is missing, foreign or too old
     */
    void check(Context ctx) {
        if (foreignSite(ctx) || !valid(ctx)) {
            throw new Refusal(
                    403,
                    "This form was not sent from a page of ours, or was open for more than two days, or"
                            + " your browser does not keep cookies. Go back, reload the page, and send"
                            + " it again.");
        }
    }

    private boolean valid(Context ctx) {
        List<String> tokens = ctx.formParams(FIELD);
        String visit = cookies.read(ctx, COOKIE).orElse(null);
        if (visit == null || tokens.size() != 1) {
            return false;
        }
        String[] parts = tokens.get(0).split("\\.", -1);
        if (parts.length != 2 || !parts[0].matches("\\d{1,9}")) {
            return false;
        }
        long hour = Long.parseLong(parts[0]);
        boolean fresh = hour <= hour() && hour > hour() - HOURS;
        return Secret.same(sign(ctx, visit, hour), parts[1]) && fresh;
    }

    /** What browsers say about the sender, where they say it. */
    private boolean foreignSite(Context ctx) {
        String site = ctx.header("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        String origin = ctx.header("Origin");
        if (origin == null) {
            return false;
        }
        String sender = origin.replaceFirst("^https?://", "");
        boolean ours = url.map(URI::getAuthority).filter(sender::equals).isPresent();
        return !ours && !sender.equals(ctx.header("Host"));
    }

    private String sign(Context ctx, String visit, long hour) {
        String login = sessions.of(ctx).map(Sessions.Session::key).orElse("");
        return secret.sign("form", visit + " " + login + " " + hour);
    }

    private long hour() {
        return clock.instant().getEpochSecond() / 3600;
    }
}
