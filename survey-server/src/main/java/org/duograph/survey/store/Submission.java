package org.duograph.survey.store;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.duograph.survey.study.Answers;

/**
 * One participant's complete answers, to be kept for good.
 *
 * @param id made with the form (a random UUID); who sends the same twice is answered the same twice
 * @param study the study's id
 * @param version the version of the study that was answered
 * @param language the language it was answered in, such as {@code en}
 * @param participant the random id in the participant's cookie; not kept in an anonymous study
 * @param tokenHash {@link Secrets#hash} of the personal token, if there was one; not kept beside
 *     the answers in an anonymous study
 * @param order the frameworks in the order in which this participant was asked about them
 * @param started when the participant agreed to take part
 * @param test whether a researcher only tries the study; never counted
 * @param panel the participant's identifier in the panel that sent them, which answers once; not
 *     kept in an anonymous study
 */
public record Submission(
        String id,
        String study,
        int version,
        String language,
        String participant,
        Optional<String> tokenHash,
        List<String> order,
        Answers answers,
        Instant started,
        boolean test,
        Optional<String> panel) {

    public Submission {
        Objects.requireNonNull(id);
        Objects.requireNonNull(study);
        Objects.requireNonNull(language);
        Objects.requireNonNull(participant);
        Objects.requireNonNull(tokenHash);
        Objects.requireNonNull(answers);
        Objects.requireNonNull(started);
        Objects.requireNonNull(panel);
        order = List.copyOf(order);
    }

    /** Answers of somebody whom no panel sent. */
    public Submission(
            String id,
            String study,
            int version,
            String language,
            String participant,
            Optional<String> tokenHash,
            List<String> order,
            Answers answers,
            Instant started,
            boolean test) {
        this(
                id,
                study,
                version,
                language,
                participant,
                tokenHash,
                order,
                answers,
                started,
                test,
                Optional.empty());
    }
}
