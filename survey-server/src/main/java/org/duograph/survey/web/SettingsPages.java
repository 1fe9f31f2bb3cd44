package org.duograph.survey.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.duograph.survey.store.Account;
import org.duograph.survey.store.Store;

/** A researcher's own password, and the backup. */
final class SettingsPages {
    private final Store store;
    private final Sessions sessions;
    private final Pages pages;
    private final Clock clock;

    SettingsPages(Store store, Sessions sessions, Pages pages, Clock clock) {
        this.store = store;
        this.sessions = sessions;
        this.pages = pages;
        this.clock = clock;
    }

    void show(Context ctx) {
        show(ctx, 200, "");
    }

    /** Sends everything the store keeps, as of now, as one file. */
    void backup(Context ctx) throws IOException {
        store.audit(Gate.who(ctx), "took a backup", "");
        String name = "survey-backup-" + LocalDate.now(clock) + ".zip";
        ctx.contentType("application/zip")
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"");
        store.backup(ctx.outputStream());
    }

    /**
     * Changes the password and ends all sessions of the account, as others may know the old one.
     */
    void changePassword(Context ctx) {
        String password = Form.one(ctx, "password");
        Optional<String> problem = Passwords.problem(password, Form.one(ctx, "again"));
        Account account = Form.found(store.accounts().find(Gate.who(ctx)));
        String hash = Form.found(account.password());
        if (!Passwords.matches(Form.one(ctx, "current"), hash)) {
            problem = Optional.of("The password you have now is another; type it again.");
        }
        if (problem.isPresent()) {
            show(ctx, 422, problem.get());
            return;
        }
        store.accounts().change(account.withPassword(Passwords.hash(password)));
        store.audit(account.name(), "changed the password", "");
        sessions.endAll(account.name());
        sessions.begin(ctx, account.name());
        ctx.redirect("/admin/settings", HttpStatus.SEE_OTHER);
    }

    private void show(Context ctx, int status, String problem) {
        ctx.status(status);
        pages.render(ctx, "researcher/settings.jte", "Settings", Map.of("problem", problem));
    }
}
