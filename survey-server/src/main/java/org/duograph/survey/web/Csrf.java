package org.duograph.survey.web;

import io.javalin.http.Context;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Keeps other sites from sending our forms in a visitor's name. Every form carries a token that
 * only we can make: a signature of the visitor's random cookie, and of the login if there is one.
 * Nothing is kept on the server and nothing depends on its clock, so a form may stay open as long
 * as the browser keeps the cookie, over restarts too; every page renews that cookie.
 */
final class Csrf {
    /** Name of the form field. */
    static final String FIELD = "csrf";

    private static final String COOKIE = "visit";
    private static final Duration COOKIE_AGE = Duration.ofDays(90);

    private final Secret secret;
    private final Cookies cookies;
    private final Sessions sessions;
    private final Optional<URI> url;

    /**
     * @param url address of the server as browsers see it, if it is not the one in their Host
     *     header
     */
    Csrf(Secret secret, Cookies cookies, Sessions sessions, Optional<URI> url) {
        this.secret = secret;
        this.cookies = cookies;
        this.sessions = sessions;
        this.url = url;
    }

    /** The token for forms of the page being made; gives the visitor a cookie if there is none. */
    String token(Context ctx) {
        String visit = ctx.attribute(COOKIE);
        if (visit == null) {
            visit = cookies.read(ctx, COOKIE).orElse(null);
        }
        if (visit == null) {
            visit = Secret.random();
        }
        cookies.write(ctx, COOKIE, visit, COOKIE_AGE);
        ctx.attribute(COOKIE, visit);
        return sign(ctx, visit, "");
    }

    /** Which visitor sends a request, if the browser keeps cookies. */
    Optional<String> visitor(Context ctx) {
        return cookies.read(ctx, COOKIE);
    }

    /**
     * Passes a request that one of our own pages sent.
     *
     * @throws Refusal (403) if another site sent it, or the token is missing or foreign
     */
    void check(Context ctx) {
        if (foreignSite(ctx) || !valid(ctx)) {
            throw new Refusal(
                    403,
                    "This form was not sent from a page of ours, or you have logged in or out since it"
                            + " was opened, or your browser does not keep cookies.");
        }
    }

    private boolean valid(Context ctx) {
        List<String> tokens = ctx.formParams(FIELD);
        String visit = cookies.read(ctx, COOKIE).orElse(null);
        if (visit == null || tokens.size() != 1) {
            return false;
        }
        // Forms opened before an update name the hour in which that was: hour.signature.
        String token = tokens.get(0);
        int dot = token.indexOf('.');
        String hour = dot < 0 ? "" : token.substring(0, dot);
        return Secret.same(sign(ctx, visit, hour), token.substring(dot + 1));
    }

    /** What browsers say about the sender, where they say it. */
    boolean foreignSite(Context ctx) {
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

    private String sign(Context ctx, String visit, String hour) {
        String login = sessions.of(ctx).map(Sessions.Session::key).orElse("");
        return secret.sign("form", visit + " " + login + " " + hour);
    }
}
