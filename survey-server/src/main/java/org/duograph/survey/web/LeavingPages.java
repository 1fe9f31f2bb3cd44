package org.duograph.survey.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.duograph.survey.store.Draft;
import org.duograph.survey.store.Store;
import org.duograph.survey.store.StoreException;

/** How participants leave: for a while, before anything is sent, or by taking back what was. */
final class LeavingPages {
    private final Store store;
    private final ParticipantCookies cookies;
    private final Drafts drafts;
    private final Pages pages;
    private final Notices notices;
    private final Supplier<String> address;

    /**
     * @param address where participants find the server
     */
    LeavingPages(
            Store store,
            ParticipantCookies cookies,
            Pages pages,
            Notices notices,
            Supplier<String> address) {
        this.store = store;
        this.cookies = cookies;
        this.drafts = new Drafts(store, cookies);
        this.pages = pages;
        this.notices = notices;
        this.address = address;
    }

    /** Tells how to go on later. */
    void saved(Context ctx) {
        withDraft(ctx, draft -> render(ctx, "saved", draft));
    }

    /** Asks whether to delete a draft. */
    void stop(Context ctx) {
        withDraft(ctx, draft -> render(ctx, "stop", draft));
    }

    /** Deletes a draft. */
    void stopped(Context ctx) {
        withDraft(
                ctx,
                draft -> {
                    store.discardDraft(draft.participant());
                    cookies.forgetParticipant(ctx, draft.study());
                    notices.show(ctx, 200, "stopped", "", draft.language());
                });
    }

    private void withDraft(Context ctx, Consumer<Draft> then) {
        Optional<Draft> draft = drafts.of(ctx);
        if (draft.isPresent()) {
            then.accept(draft.get());
        } else {
            ctx.redirect("/s/" + ctx.pathParam("study"), HttpStatus.SEE_OTHER);
        }
    }

    private void render(Context ctx, String name, Draft draft) {
        Messages words = Messages.in(draft.language());
        pages.render(
                ctx,
                "participant/" + name + ".jte",
                words.text(name + ".title"),
                draft.language(),
                Map.of(
                        "words",
                        words,
                        "study",
                        draft.study(),
                        "invited",
                        draft.linkHash().isPresent(),
                        "link",
                        address.get() + "/r/" + draft.participant(),
                        "goOn",
                        Drafts.address(draft)));
    }

    /** Asks for the receipt of answers to delete. */
    void showWithdraw(Context ctx) {
        showWithdraw(ctx, 200, "", "");
    }

    /** Deletes answers that were sent. */
    void withdraw(Context ctx) {
        Map<String, String> form = Form.all(ctx);
        String code = form.getOrDefault("code", "");
        if (!form.getOrDefault("sure", "").equals("1")) {
            showWithdraw(ctx, 422, code, "withdraw.not_sure");
            return;
        }
        try {
            if (store.withdraw(code)) {
                notices.show(ctx, 200, "withdrawn", "", Languages.spoken(ctx));
            } else {
                showWithdraw(ctx, 422, code, "withdraw.unknown");
            }
        } catch (StoreException.Unavailable e) {
            showWithdraw(ctx, 503, code, "unavailable");
        }
    }

    private void showWithdraw(Context ctx, int status, String code, String problem) {
        String language = Languages.spoken(ctx);
        Messages words = Messages.in(language);
        ctx.status(status);
        pages.render(
                ctx,
                "participant/withdraw.jte",
                words.text("withdraw.title"),
                language,
                Map.of(
                        "words", words,
                        "language", language,
                        "code", code,
                        "problem", problem.isEmpty() ? "" : words.text(problem)));
    }
}
