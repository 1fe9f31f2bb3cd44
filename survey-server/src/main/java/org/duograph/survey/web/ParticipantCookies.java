package org.duograph.survey.web;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import org.duograph.survey.store.Draft;
import org.duograph.survey.store.Submission;

/**
 * What a participant's browser keeps for us, per study and signed. There is no session on the
 * server, so nothing expires while somebody answers, and a restart goes unnoticed.
 */
final class ParticipantCookies {
    private static final Duration WHILE_ANSWERING = Duration.ofDays(30);

    /** Short, because the next person may use the same browser. */
    private static final Duration AFTERWARDS = Duration.ofHours(1);

    private final Cookies cookies;

    ParticipantCookies(Cookies cookies) {
        this.cookies = cookies;
    }

    /** The random id under which the participant's draft is kept. */
    Optional<String> participant(Context ctx, String study) {
        return cookies.read(ctx, "participant-" + study);
    }

    void setParticipant(Context ctx, String study, String participant) {
        cookies.write(ctx, "participant-" + study, participant, WHILE_ANSWERING);
    }

    /** The personal token with which the participant came. */
    Optional<String> token(Context ctx, String study) {
        return cookies.read(ctx, "token-" + study);
    }

    void setToken(Context ctx, String study, String token) {
        cookies.write(ctx, "token-" + study, token, WHILE_ANSWERING);
    }

    /** The submission that was sent from here a short while ago. */
    Optional<String> sent(Context ctx, String study) {
        return cookies.read(ctx, "sent-" + study).map(id -> id.replace(Draft.TRIAL, ""));
    }

    /** Whether the page being made belongs to a trial: one that begins, or one that goes on. */
    boolean isTrial(Context ctx) {
        if (ctx.queryParam("trial") != null || Form.typed(ctx).containsKey("trial")) {
            return true;
        }
        String study = ctx.pathParamMap().get("study");
        if (study == null || !ctx.path().startsWith("/s/" + study + "/")) {
            return false;
        }
        return participant(ctx, study)
                .or(() -> cookies.read(ctx, "sent-" + study))
                .filter(id -> id.startsWith(Draft.TRIAL))
                .isPresent();
    }

    /** Answers were kept: only the way to the receipt remains. A trial spends no personal link. */
    void setSent(Context ctx, Submission submission) {
        String study = submission.study();
        String trial = submission.test() ? Draft.TRIAL : "";
        cookies.write(ctx, "sent-" + study, trial + submission.id(), AFTERWARDS);
        cookies.remove(ctx, "participant-" + study);
        if (!submission.test()) forgetToken(ctx, study);
    }

    /** Somebody begins: what the one before left is gone. */
    void begin(Context ctx, String study, String participant) {
        cookies.remove(ctx, "sent-" + study);
        setParticipant(ctx, study, participant);
    }

    void forgetToken(Context ctx, String study) {
        cookies.remove(ctx, "token-" + study);
    }

    void forgetParticipant(Context ctx, String study) {
        cookies.remove(ctx, "participant-" + study);
    }
}
