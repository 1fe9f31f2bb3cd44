package org.duograph.survey.web;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;

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
        return cookies.read(ctx, "sent-" + study);
    }

    /** Answers were kept: only the way to the receipt remains. */
    void setSent(Context ctx, String study, String submission) {
        cookies.write(ctx, "sent-" + study, submission, AFTERWARDS);
        cookies.remove(ctx, "participant-" + study);
        cookies.remove(ctx, "token-" + study);
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
