package org.duograph.survey.web;

import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.duograph.survey.store.Account;
import org.duograph.survey.store.Accounts;

/**
 * Who is logged in. Sessions live in memory and end after 30 minutes without a request, after 12
 * hours, by logging out, with the server, and with the account or its password. Participants have
 * none: nothing of theirs can expire.
 */
final class Sessions {
    private static final String COOKIE = "session";
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration WHOLE = Duration.ofHours(12);

    private final Cookies cookies;
    private final Accounts accounts;
    private final Clock clock;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();

    Sessions(Cookies cookies, Accounts accounts, Clock clock) {
        this.cookies = cookies;
        this.accounts = accounts;
        this.clock = clock;
    }

    /**
     * @param key random; the browser's cookie has it too
     * @param name of the account
     * @param began when they logged in
     * @param seen when their last request came
     */
    record Session(String key, String name, Instant began, Instant seen) {

        /** The session at a later request, null if it was over by then. */
        Session at(Instant now, boolean byItself) {
            return over(now) ? null : new Session(key, name, began, byItself ? seen : now);
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

    /** Whose session it is; nobody's if the account has been removed. */
    Optional<Account> account(Context ctx) {
        return of(ctx).flatMap(session -> accounts.find(session.name()));
    }

    /** Logs in, always under a new key: one that was planted before is worth nothing. */
    void begin(Context ctx, String name) {
        Instant now = clock.instant();
        cookies.read(ctx, COOKIE).ifPresent(sessions::remove);
        sessions.values().removeIf(session -> session.over(now));
        String key = Secret.random();
        sessions.put(key, new Session(key, name, now, now));
        cookies.write(ctx, COOKIE, key, WHOLE);
    }

    void end(Context ctx) {
        cookies.read(ctx, COOKIE).ifPresent(sessions::remove);
        cookies.remove(ctx, COOKIE);
    }

    /** Ends all sessions of an account, as when it is removed or its password changes. */
    void endAll(String name) {
        sessions.values().removeIf(session -> session.name().equals(name));
    }
}
