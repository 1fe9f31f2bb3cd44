package org.duograph.survey.store;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.duograph.survey.study.Answers;

/** A small study, and what participants might send. */
final class Samples {
    static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    static final Clock AT_NOON = Clock.fixed(NOON, ZoneOffset.UTC);
    static final String STUDY = "tea";

    private Samples() {}

    static String yaml(int version, String privacy) {
        return """
               study: tea
               version: %d
               languages: [en]
               privacy: %s
               title: {en: Tea}
               introduction: {en: About tea.}
               consent: {en: We keep your answers.}
               frameworks:
                 - {code: green, label: Green}
                 - {code: black, label: Black}
               environments:
                 - {code: local, en: at home}
               sections:
                 - name: taste
                   title: {en: Taste}
                   questions:
                     - name: comment
                       kind: text
                       text: {en: Your thoughts}
               """
                .formatted(version, privacy);
    }

    static Submission submission(String comment) {
        return submission(UUID.randomUUID().toString(), comment, Optional.empty());
    }

    static Submission submission(String id, String comment, Optional<String> token) {
        return new Submission(
                id,
                STUDY,
                1,
                "en",
                "participant of " + id,
                token.map(Secrets::hash),
                List.of("green", "black"),
                Answers.of("comment", comment),
                NOON.minusSeconds(600),
                false);
    }

    static Draft draft(String participant, String submission, String page, String comment) {
        return draft(participant, submission, page, comment, Optional.empty());
    }

    static Draft draft(
            String participant,
            String submission,
            String page,
            String comment,
            Optional<String> token) {
        return new Draft(
                participant,
                submission,
                STUDY,
                1,
                "en",
                token.map(Secrets::linkHash),
                List.of("black", "green"),
                page,
                Answers.of("comment", comment),
                NOON,
                Optional.empty());
    }
}
