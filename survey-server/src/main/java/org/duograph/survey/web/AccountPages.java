package org.duograph.survey.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.duograph.survey.store.Account;
import org.duograph.survey.store.Accounts;
import org.duograph.survey.store.Role;
import org.duograph.survey.store.Secrets;
import org.duograph.survey.store.Store;
import org.duograph.survey.store.StoreException;

/** Who else may log in, and what they may do. An administrator invites them by a link. */
final class AccountPages {
    private static final Duration LINK_OPEN = Duration.ofDays(7);
    private static final String NAME = "[\\p{L}\\p{N}][\\p{L}\\p{N} ._@-]{0,49}";

    private final Store store;
    private final Accounts accounts;
    private final Sessions sessions;
    private final Pages pages;
    private final Supplier<String> address;
    private final Clock clock;

    /**
     * @param address where participants find the server, and researchers too if it is encrypted
     */
    AccountPages(
            Store store, Sessions sessions, Pages pages, Supplier<String> address, Clock clock) {
        this.store = store;
        this.accounts = store.accounts();
        this.sessions = sessions;
        this.pages = pages;
        this.address = address;
        this.clock = clock;
    }

    void list(Context ctx) {
        show(ctx, "", "", "", "");
    }

    /** Makes an account without a password, and shows the link that sets one. */
    void invite(Context ctx) {
        String name = Form.one(ctx, "name").strip();
        Role role = role(ctx);
        if (!name.matches(NAME)) {
            String problem =
                    "A name has 1 to 50 letters, digits, blanks and . _ @ - and begins with a"
                            + " letter or digit.";
            ctx.status(422);
            show(ctx, name, problem, "", "");
            return;
        }
        String token = Secrets.newToken();
        try {
            accounts.add(Account.invited(name, role, setUp(token)));
        } catch (StoreException.Conflict e) {
            ctx.status(409);
            show(ctx, name, e.getMessage(), "", "");
            return;
        }
        store.audit(Gate.who(ctx), "invited as " + word(role), name);
        showLink(ctx, name, token);
    }

    /** Makes another link for an account, whose owner has lost the first, or the password. */
    void link(Context ctx) {
        Account account = account(ctx);
        refuseFirst(account);
        String token = Secrets.newToken();
        accounts.change(account.withSetUp(setUp(token)));
        store.audit(Gate.who(ctx), "made a link to set the password", account.name());
        showLink(ctx, account.name(), token);
    }

    void changeRole(Context ctx) {
        Account account = account(ctx);
        Role role = role(ctx);
        refuseFirst(account);
        accounts.change(account.withRole(role));
        store.audit(Gate.who(ctx), "gave the role " + word(role), account.name());
        ctx.redirect("/admin/accounts", HttpStatus.SEE_OTHER);
    }

    /** Removes an account; whoever is logged in with it is so no longer. */
    void remove(Context ctx) {
        Account account = account(ctx);
        refuseFirst(account);
        accounts.remove(account.name());
        sessions.endAll(account.name());
        store.audit(Gate.who(ctx), "removed the account", account.name());
        ctx.redirect("/admin/accounts", HttpStatus.SEE_OTHER);
    }

    private void showLink(Context ctx, String name, String token) {
        show(ctx, "", "", name, address.get() + "/admin/setup/" + token);
    }

    private void show(Context ctx, String typed, String problem, String invited, String link) {
        pages.render(
                ctx,
                "researcher/accounts.jte",
                "Accounts",
                Map.of(
                        "accounts", accounts.all(),
                        "now", clock.instant(),
                        "typed", typed,
                        "problem", problem,
                        "invited", invited,
                        "link", link));
    }

    private Account.SetUp setUp(String token) {
        return new Account.SetUp(Secrets.hash(token), clock.instant().plus(LINK_OPEN));
    }

    private Account account(Context ctx) {
        return Form.found(accounts.find(Form.one(ctx, "name")));
    }

    private static void refuseFirst(Account account) {
        if (account.name().equals(Account.FIRST)) {
            throw new Refusal(
                    409,
                    "The account "
                            + Account.FIRST
                            + " stays as it is, so that whoever starts the server can always get"
                            + " in. A link for its password comes from --reset-password.");
        }
    }

    private static Role role(Context ctx) {
        String wish = Form.one(ctx, "role");
        return Arrays.stream(Role.values())
                .filter(role -> word(role).equals(wish))
                .findFirst()
                .orElseThrow(
                        () ->
                                new Refusal(
                                        422,
                                        "A role is one of "
                                                + List.of(Role.values()).stream()
                                                        .map(AccountPages::word)
                                                        .toList()
                                                + "."));
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
