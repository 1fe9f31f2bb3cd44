package org.duograph.survey.timer;

import java.time.Instant;
import java.util.List;
import org.duograph.survey.timer.Measurement.Attempt;
import org.duograph.survey.timer.Measurement.Status;

/**
 * A measurement with all that it takes to deliver it later. It stays on this machine; only the
 * measurement goes out, with the token in a header.
 *
 * @param server address of the server, such as {@code https://survey.example.org/}
 * @param token the participant's token; null in a study with an open link
 * @param begun when the measurement began, in ISO 8601
 * @param measurement what will be sent
 */
record Envelope(String server, String token, String begun, Measurement measurement) {

    Envelope ended(Status how, List<Attempt> attempts) {
        return new Envelope(server, token, begun, measurement.ended(how, attempts));
    }

    Instant begunAt() {
        return Instant.parse(begun);
    }

    /** {@code tensorflow on local, begun 2026-11-25T10:00:00Z}: how messages call it. */
    String title() {
        return measurement.title() + ", begun " + begun;
    }

    @Override
    public String toString() {
        return title(); // without the token, wherever it may be printed
    }
}
