package org.duograph.survey.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.duograph.survey.store.Account;
import org.duograph.survey.store.Secrets;
import org.duograph.survey.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How researchers get in. There is no default password: whoever starts the server gets a link that
 * sets the first administrator's, good for an hour and for once; others are invited ({@link
 * AccountPages}).
 */
final class LoginPages {
    private static final Logger LOG = LoggerFactory.getLogger(LoginPages.class);
    private static final Duration SETUP_OPEN = Duration.ofHours(1);

    /** Compared with where there is no account, so that its lack takes as long to find out. */
    private static final String NOBODYS_PASSWORD = Passwords.hash(Secret.random());

    private final Store store;
    private final Sessions sessions;
    private final Pages pages;
    private final Clock clock;
    private SetUp first;

    LoginPages(Store store, Sessions sessions, Pages pages, Clock clock) {
        this.store = store;
        this.sessions = sessions;
        this.pages = pages;
        this.clock = clock;
    }

    private record SetUp(String token, Instant until) {}

    /**
     * Opens the door for setting the first administrator's password; the token is known to whoever
     * reads the return value.
     */
    synchronized String openSetUp() {
        first = new SetUp(Secret.random(), clock.instant().plus(SETUP_OPEN));
        return first.token();
    }

    void showSetUp(Context ctx) {
        String token = ctx.pathParam("token");
        setUpPage(ctx, token, owner(token), "");
    }

    synchronized void setUp(Context ctx) {
        String token = Form.one(ctx, "token");
        String name = owner(token);
        String password = Form.one(ctx, "password");
        Optional<String> problem = Passwords.problem(password, Form.one(ctx, "again"));
        if (problem.isPresent()) {
            ctx.status(422);
            setUpPage(ctx, token, name, problem.get());
            return;
        }
        String hash = Passwords.hash(password);
        if (name.equals(Account.FIRST)) {
            store.setAdminPassword(hash);
            first = null;
        } else {
            Account account = Form.found(store.accounts().find(name));
            store.accounts().change(account.withPassword(hash));
        }
        store.audit(name, "set the password", "");
        sessions.endAll(name);
        sessions.begin(ctx, name);
        LOG.info("a researcher's password was set");
        ctx.redirect("/admin", HttpStatus.SEE_OTHER);
    }

    void showLogin(Context ctx) {
        boolean alone = store.accounts().all().size() < 2;
        loginPage(ctx, next(ctx.queryParam("next")), alone ? Account.FIRST : "", "");
    }

    void login(Context ctx) {
        String next = next(Form.one(ctx, "next"));
        String typed = Form.one(ctx, "name").strip();
        Optional<Account> account =
                store.accounts().all().stream()
                        .filter(known -> known.name().equalsIgnoreCase(typed))
                        .findFirst();
        Optional<String> hash = account.flatMap(Account::password);
        boolean right = Passwords.matches(Form.one(ctx, "password"), hash.orElse(NOBODYS_PASSWORD));
        if (hash.isEmpty() || !right) {
            LOG.warn("a login failed");
            ctx.status(403);
            loginPage(ctx, next, typed, "There is no such name with this password.");
            return;
        }
        sessions.begin(ctx, account.get().name());
        store.audit(account.get().name(), "logged in", "");
        ctx.redirect(next, HttpStatus.SEE_OTHER);
    }

    void logout(Context ctx) {
        sessions.end(ctx);
        ctx.redirect("/admin/login", HttpStatus.SEE_OTHER);
    }

    /**
     * The name of the account whose password a link sets.
     *
     * @throws Refusal (403) if the link sets none, or does so no longer
     */
    private synchronized String owner(String token) {
        Instant now = clock.instant();
        if (first != null && Secret.same(first.token(), token) && now.isBefore(first.until())) {
            return Account.FIRST;
        }
        String hash = Secrets.hash(token);
        return store.accounts().all().stream()
                .filter(account -> account.setUp().filter(open(hash, now)).isPresent())
                .map(Account::name)
                .findFirst()
                .orElseThrow(
                        () ->
                                new Refusal(
                                        403,
                                        "This link was used, or is older than an hour, or"
                                                + " older than a week if an administrator gave it to"
                                                + " you. Ask for a new one; whoever starts the server"
                                                + " gets one with --reset-password."));
    }

    private static Predicate<Account.SetUp> open(String hash, Instant now) {
        return setUp -> Secret.same(setUp.tokenHash(), hash) && now.isBefore(setUp.until());
    }

    /** Where to go after logging in: a page of ours for researchers, whatever the address says. */
    private static String next(String wish) {
        boolean ours = wish != null && wish.matches("/admin(/[A-Za-z0-9._~-]+)*");
        return ours ? wish : "/admin";
    }

    private void setUpPage(Context ctx, String token, String name, String error) {
        Map<String, String> model = Map.of("token", token, "name", name, "error", error);
        pages.render(ctx, "setup.jte", "Set the password", model);
    }

    private void loginPage(Context ctx, String next, String name, String error) {
        Map<String, String> model = Map.of("next", next, "name", name, "error", error);
        pages.render(ctx, "login.jte", "Log in", model);
    }
}
