package org.duograph.survey.store;

import java.time.Instant;
import java.util.List;
import org.duograph.survey.study.Answers;

/**
 * One kept answer to a study, as researchers see it: without token and without participant.
 *
 * @param id the submission's id
 * @param started when the participant agreed to take part; in an anonymous study the day only
 * @param submitted when the answers were kept; in an anonymous study the day only
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
        Answers answers) {}
