package org.duograph.survey.web;

import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is logged in. Sessions live in memory and end after 30 minutes without a request, after 12
 * hours, by logging out, or with the server. Participants have none: nothing of theirs can expire.
 */
final class Sessions {
    private static final String COOKIE = "session";
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration WHOLE = Duration.ofHours(12);

    private final Cookies cookies;
    private final Clock clock;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();

    Sessions(Cookies cookies, Clock clock) {
        this.cookies = cookies;
        this.clock = clock;
    }

    /**
     * @param key random; the browser's cookie has it too
     * @param began when they logged in
     * @param seen when their last request came
     */
    record Session(String key, Instant began, Instant seen) {

        /** The session at a later request, null if it was over by then. */
        Session at(Instant now, boolean byItself) {
            return over(now) ? null : new Session(key, began, byItself ? seen : now);
        }

        boolean over(Instant now) {
            return now.isAfter(seen.plus(IDLE)) || now.isAfter(began.plus(WHOLE));
        }
    }

    /**
     * The session of this request, if there is one that is not over. Requests that a page sends by
     * itself ({@code live.js}) do not keep it alive.
     */
    Optional<Session> of(Context ctx) {
        Instant now = clock.instant();
        boolean byItself = ctx.header("X-Live") != null;
        return cookies.read(ctx, COOKIE)
                .map(key -> sessions.computeIfPresent(key, (k, old) -> old.at(now, byItself)));
    }

    /** Logs in, always under a new key: one that was planted before is worth nothing. */
    void begin(Context ctx) {
        Instant now = clock.instant();
        cookies.read(ctx, COOKIE).ifPresent(sessions::remove);
        sessions.values().removeIf(session -> session.over(now));
        String key = Secret.random();
        sessions.put(key, new Session(key, now, now));
        cookies.write(ctx, COOKIE, key, WHOLE);
    }

    void end(Context ctx) {
        cookies.read(ctx, COOKIE).ifPresent(sessions::remove);
        cookies.remove(ctx, COOKIE);
    }

    /** Ends everybody's session, as when the password changes. */
    void endAll() {
        sessions.clear();
    }
}
