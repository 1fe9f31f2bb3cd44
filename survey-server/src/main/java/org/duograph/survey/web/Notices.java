package org.duograph.survey.web;

import io.javalin.http.Context;
import java.util.Map;
import org.duograph.survey.store.StoreException;
import org.duograph.survey.study.Answers;

/** Pages that tell a participant one thing, and where to go from there ({@code notice.jte}). */
final class Notices {
    private final Pages pages;

    Notices(Pages pages) {
        this.pages = pages;
    }

    /**
     * A page with the messages {@code KEY.title} and {@code KEY.text}.
     *
     * @param study the study to go back to; empty if none is known
     */
    void show(Context ctx, int status, String key, String study, String language) {
        show(ctx, status, key, study, language, Answers.NONE);
    }

    /**
     * The same, giving back what the participant typed.
     *
     * @param input what was not stored
     */
    void show(Context ctx, int status, String key, String study, String language, Answers input) {
        Messages words = Messages.in(language);
        ctx.status(status);
        pages.render(
                ctx,
                "participant/notice.jte",
                words.text(key + ".title"),
                language,
                Map.of("words", words, "key", key, "study", study, "input", input));
    }

    /** Why the store did not take what a participant sent. */
    void refuse(Context ctx, StoreException e, String study, String language, Answers input) {
        if (e instanceof StoreException.Closed) {
            show(ctx, 409, "closed", study, language, input);
        } else if (e instanceof StoreException.AlreadyAnswered) {
            show(ctx, 409, "already", study, language, input);
        } else if (e instanceof StoreException.Conflict) {
            show(ctx, 409, "conflict", study, language);
        } else {
            throw e;
        }
    }
}
