package org.duograph.survey.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.duograph.survey.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How researchers get in. There is no default password: whoever starts the server gets a link that
 * sets one, good for an hour and for once.
 */
final class LoginPages {
    private static final Logger LOG = LoggerFactory.getLogger(LoginPages.class);
    private static final Duration SETUP_OPEN = Duration.ofHours(1);

    private final Store store;
    private final Sessions sessions;
    private final Pages pages;
    private final Clock clock;
    private SetUp setUp;

    LoginPages(Store store, Sessions sessions, Pages pages, Clock clock) {
        this.store = store;
        this.sessions = sessions;
        this.pages = pages;
        this.clock = clock;
    }

    private record SetUp(String token, Instant until) {}

    /**
     * Opens the door for setting a password; the token is known to whoever reads the return value.
     */
    synchronized String openSetUp() {
        setUp = new SetUp(Secret.random(), clock.instant().plus(SETUP_OPEN));
        return setUp.token();
    }

    void showSetUp(Context ctx) {
        String token = ctx.pathParam("token");
        if (!isOpenFor(token)) {
            throw closed();
        }
        setUpPage(ctx, token, "");
    }

    synchronized void setUp(Context ctx) {
        String token = Form.one(ctx, "token");
        if (!isOpenFor(token)) {
            throw closed();
        }
        String password = Form.one(ctx, "password");
        Optional<String> problem = Passwords.problem(password, Form.one(ctx, "again"));
        if (problem.isPresent()) {
            ctx.status(422);
            setUpPage(ctx, token, problem.get());
            return;
        }
        store.setAdminPassword(Passwords.hash(password));
        store.audit("researcher", "set the password", "");
        setUp = null;
        sessions.endAll();
        sessions.begin(ctx);
        LOG.info("the researcher's password was set");
        ctx.redirect("/admin", HttpStatus.SEE_OTHER);
    }

    void showLogin(Context ctx) {
        loginPage(ctx, next(ctx.queryParam("next")), "");
    }

    void login(Context ctx) {
        String next = next(Form.one(ctx, "next"));
        Optional<String> hash = store.adminPassword();
        if (hash.isEmpty() || !Passwords.matches(Form.one(ctx, "password"), hash.get())) {
            LOG.warn("a login failed");
            ctx.status(403);
            loginPage(ctx, next, "This password is wrong.");
            return;
        }
        sessions.begin(ctx);
        store.audit("researcher", "logged in", "");
        ctx.redirect(next, HttpStatus.SEE_OTHER);
    }

    void logout(Context ctx) {
        sessions.end(ctx);
        ctx.redirect("/admin/login", HttpStatus.SEE_OTHER);
    }

    private synchronized boolean isOpenFor(String token) {
        return setUp != null
                && Secret.same(setUp.token(), token)
                && clock.instant().isBefore(setUp.until());
    }

    private static Refusal closed() {
        return new Refusal(
                403,
                "This link was used, or is older than an hour. If you have no password, start the server"
                        + " again: it prints a new link.");
    }

    /** Where to go after logging in: a page of ours for researchers, whatever the address says. */
    private static String next(String wish) {
        boolean ours = wish != null && wish.matches("/admin(/[A-Za-z0-9._~-]+)*");
        return ours ? wish : "/admin";
    }

    private void setUpPage(Context ctx, String token, String error) {
        pages.render(ctx, "setup.jte", "Set the password", Map.of("token", token, "error", error));
    }

    private void loginPage(Context ctx, String next, String error) {
        pages.render(ctx, "login.jte", "Log in", Map.of("next", next, "error", error));
    }
}
