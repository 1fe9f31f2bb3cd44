package org.duograph.survey.store;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.duograph.survey.study.Answers;

/**
 * One kept answer to a study, as researchers see it: without token and without participant.
 *
 * @param id the submission's id
 * @param started when the participant agreed to take part; in an anonymous study the day only
 * @param submitted when the answers were kept; in an anonymous study the day only
 * @param panel the participant's identifier in the panel that sent them, if one did
 * @param remark what a researcher has remarked; no part of what the participant sent
 */
public record Response(
        String id,
        String study,
        int version,
        String language,
        List<String> order,
        Instant started,
        Instant submitted,
        boolean test,
        Answers answers,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> panel,
        @JsonIgnore Remark remark) {

    /** A response of somebody whom no panel sent, and of which nothing was remarked. */
    public Response(
            String id,
            String study,
            int version,
            String language,
            List<String> order,
            Instant started,
            Instant submitted,
            boolean test,
            Answers answers) {
        this(
                id,
                study,
                version,
                language,
                order,
                started,
                submitted,
                test,
                answers,
                Optional.empty(),
                Remark.NONE);
    }

    /** What people call it: the beginning of its random id. */
    public String name() {
        return id.substring(0, Math.min(8, id.length()));
    }

    /** The same response with a remark. */
    public Response with(Remark remark) {
        return new Response(
                id, study, version, language, order, started, submitted, test, answers, panel,
                remark);
    }

    /** The same response with other answers. */
    public Response with(Answers answers) {
        return new Response(
                id, study, version, language, order, started, submitted, test, answers, panel,
                remark);
    }
}
