package org.duograph.survey.web;

import io.javalin.http.Context;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.duograph.survey.store.Opening;
import org.duograph.survey.store.Schedule;
import org.duograph.survey.store.Store;
import org.duograph.survey.store.StoreException;
import org.duograph.survey.study.Answers;
import org.duograph.survey.study.Texts;

/** Pages that tell a participant one thing, and where to go from there ({@code notice.jte}). */
final class Notices {
    private final Store store;
    private final Pages pages;

    Notices(Store store, Pages pages) {
        this.store = store;
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
        String text = Messages.in(language).text(key + ".text");
        show(ctx, status, key, text, study, language, input);
    }

    /** Why a study takes no answers, and when it does or did. */
    void closed(Context ctx, int status, String id, String study, String language, Answers input) {
        Schedule schedule = store.schedule(id);
        Opening opening = store.opening(id);
        String key =
                switch (opening) {
                    case NOT_YET -> "not_yet";
                    case ENDED -> "ended";
                    case OPEN, CLOSED -> "closed";
                };
        Optional<ZonedDateTime> time =
                opening == Opening.NOT_YET ? schedule.opening() : schedule.closing();
        String when = time.map(at -> moment(at, language)).orElse("");
        String text = Messages.in(language).text(key + ".text", when);
        show(ctx, status, key, text, study, language, input);
    }

    /** A moment as people read it, with the time zone's name. */
    static String moment(ZonedDateTime time, String language) {
        Locale locale = Texts.locale(language);
        String at =
                DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                        .localizedBy(locale)
                        .format(time);
        String zone = time.getZone().getDisplayName(TextStyle.FULL, locale);
        String id = time.getZone().getId();
        return at + " (" + zone + (zone.equals(id) ? "" : ", " + id) + ")";
    }

    private void show(
            Context ctx,
            int status,
            String key,
            String text,
            String study,
            String language,
            Answers input) {
        Messages words = Messages.in(language);
        ctx.status(status);
        pages.render(
                ctx,
                "participant/notice.jte",
                words.text(key + ".title"),
                language,
                Map.of("words", words, "key", key, "text", text, "study", study, "input", input));
    }

    /** Why the store did not take what a participant sent. */
    void refuse(Context ctx, StoreException e, String study, String language, Answers input) {
        if (e instanceof StoreException.Closed) {
            closed(ctx, 409, ctx.pathParam("study"), study, language, input);
        } else if (e instanceof StoreException.AlreadyAnswered) {
            show(ctx, 409, "already", study, language, input);
        } else if (e instanceof StoreException.Conflict) {
            show(ctx, 409, "conflict", study, language);
        } else {
            throw e;
        }
    }
}
