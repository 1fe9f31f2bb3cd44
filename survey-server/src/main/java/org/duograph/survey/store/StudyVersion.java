package org.duograph.survey.store;

import java.time.Instant;
import org.duograph.survey.study.Privacy;

/**
 * A version of a study, as it was published. Never changed: answers refer to it.
 *
 * @param privacy what is kept about who answered
 * @param invitedOnly whether an answer needs a personal token
 * @param yaml the study's text; {@code Study.parse} reads it
 */
public record StudyVersion(
        String study,
        int version,
        Privacy privacy,
        boolean invitedOnly,
        String yaml,
        Instant published) {}
