package org.duograph.survey.store;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import org.duograph.survey.study.Answers;

/**
 * One kept answer to a study, as researchers see it: without token and without participant.
 *
 * @param id the submission's id
 * @param started when the participant agreed to take part; in an anonymous study the day only
 * @param submitted when the answers were kept; in an anonymous study the day only
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
        @JsonIgnore Remark remark) {

    /** A response of which nothing was remarked. */
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
        this(id, study, version, language, order, started, submitted, test, answers, Remark.NONE);
    }

    /** The same response with a remark. */
    public Response with(Remark remark) {
        return new Response(
                id, study, version, language, order, started, submitted, test, answers, remark);
    }
}
