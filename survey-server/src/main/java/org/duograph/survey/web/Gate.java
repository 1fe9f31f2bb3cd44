package org.duograph.survey.web;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.duograph.survey.store.Account;
import org.duograph.survey.store.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before every route and enforces what {@link Routes} says about it: how often ({@link
 * Limit}), who ({@link Access}), and that forms come from our own pages ({@link Csrf}).
 */
final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final String ACCOUNT = "account";
    private static final Set<HandlerType> SAFE = Set.of(HandlerType.GET, HandlerType.HEAD);

    private final Settings settings;
    private final Limits limits;
    private final Sessions sessions;
    private final Csrf csrf;

    Gate(Settings settings, Limits limits, Sessions sessions, Csrf csrf) {
        this.settings = settings;
        this.limits = limits;
        this.sessions = sessions;
        this.csrf = csrf;
    }

    /** Somebody must log in first, and may then go on to the page they asked for. */
    static final class LoginNeeded extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** The name of whoever is logged in, for the audit log. */
    static String who(Context ctx) {
        return ctx.<Account>attribute(ACCOUNT).name();
    }

    /** Lets the request pass or throws. */
    void pass(Context ctx) {
        Access needed =
                role(ctx, Access.class)
                        .orElseThrow(() -> new IllegalStateException("a route names no Access"));
        Caller caller = Caller.of(ctx, settings);
        if (settings.limits()) {
            role(ctx, Limit.class).ifPresent(limit -> slowDown(ctx, limit, caller));
        }
        boolean changes = !SAFE.contains(ctx.method());
        if (needed.needsSafePlace() && !caller.safe()) {
            LOG.warn("refused {}: neither local nor encrypted", Faults.route(ctx));
            throw new Refusal(
                    403,
                    "Researchers' pages are open only on the computer on which the server runs, or over"
                            + " HTTPS. Open them there, or give the server a certificate"
                            + " (tls-keystore), or name the proxy that speaks HTTPS for it (proxies).");
        }
        needed.role().ifPresent(role -> requireRole(ctx, role, changes));
        if (changes && needed != Access.PROGRAM) {
            csrf.check(ctx);
        }
    }

    private void requireRole(Context ctx, Role needed, boolean changes) {
        Optional<Account> account = sessions.account(ctx);
        if (account.isEmpty()) {
            if (!changes) {
                throw new LoginNeeded();
            }
            LOG.warn("refused {} {}: not logged in", ctx.method(), Faults.route(ctx));
            throw new Refusal(
                    403, "You are not logged in, or were away too long. Log in, and do it again.");
        }
        Role role = account.get().role();
        if (!role.includes(needed)) {
            LOG.warn("refused {} {}: role {}", ctx.method(), Faults.route(ctx), name(role));
            throw new Refusal(
                    403,
                    "You are logged in as "
                            + account.get().name()
                            + ", which is the account of a "
                            + name(role)
                            + "; this takes at least the role "
                            + name(needed)
                            + ". An administrator can give it to you.");
        }
        ctx.attribute(ACCOUNT, account.get());
    }

    private static String name(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private void slowDown(Context ctx, Limit limit, Caller caller) {
        String visitor = csrf.visitor(ctx).orElseGet(caller::address);
        Duration wait = limits.take(limit, visitor, caller.address());
        if (!wait.isZero()) {
            long seconds = Math.max(1, (wait.toMillis() + 999) / 1000);
            LOG.warn("refused {} {}: too often", ctx.method(), Faults.route(ctx));
            ctx.header("Retry-After", Long.toString(seconds));
            throw new Refusal(
                    429,
                    "Too many requests came from you. Nothing is lost: wait "
                            + seconds
                            + " seconds, and send it again.");
        }
    }

    private static <T extends Enum<T>> Optional<T> role(Context ctx, Class<T> type) {
        return ctx.routeRoles().stream().filter(type::isInstance).map(type::cast).findFirst();
    }
}
