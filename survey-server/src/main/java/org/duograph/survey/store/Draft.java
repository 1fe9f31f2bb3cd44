package org.duograph.survey.store;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.duograph.survey.study.Answers;

/**
 * Answers given so far, kept until they are submitted, so that a participant can go on later. A
 * draft is found again by the participant's id or, on another device, by the personal token.
 *
 * @param participant the random id in the participant's cookie
 * @param submission the id that the {@link Submission} is going to have
 * @param linkHash {@link Secrets#linkHash} of the personal token, if there was one; drafts of older
 *     servers hold its {@link Secrets#hash} instead
 * @param panel the participant's identifier in the panel that sent them, if one did
 * @param page the page that the participant has reached; says where those who leave have left
 */
public record Draft(
        String participant,
        String submission,
        String study,
        int version,
        String language,
        @JsonAlias("tokenHash") Optional<String> linkHash,
        List<String> order,
        String page,
        Answers answers,
        Instant started,
        Optional<String> panel) {

    /** The participant ids of those who only try a study out begin so; they are never counted. */
    public static final String TRIAL = "trial.";

    public Draft {
        Objects.requireNonNull(participant);
        Objects.requireNonNull(submission);
        Objects.requireNonNull(study);
        Objects.requireNonNull(language);
        Objects.requireNonNull(linkHash);
        Objects.requireNonNull(page);
        Objects.requireNonNull(answers);
        Objects.requireNonNull(started);
        Objects.requireNonNull(panel);
        order = List.copyOf(order);
    }

    /** Whether somebody only tries the study out. */
    public boolean trial() {
        return isTrial(participant);
    }

    static boolean isTrial(String participant) {
        return participant.startsWith(TRIAL);
    }
}
