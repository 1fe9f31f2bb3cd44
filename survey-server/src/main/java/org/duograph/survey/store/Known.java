package org.duograph.survey.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the store remembers of a study, because every visit asks for it.
 *
 * @param versions the oldest first
 */
record Known(StudyState state, Schedule schedule, List<StudyVersion> versions) {

    Opening at(Instant now) {
        return state == StudyState.OPEN ? schedule.at(now) : Opening.CLOSED;
    }

    static Optional<Known> read(Sql sql, String study) throws SQLException {
        List<StudyVersion> versions = Queries.versions(sql, study);
        Schedule schedule = Queries.schedule(sql, study);
        return Queries.state(sql, study).map(state -> new Known(state, schedule, versions));
    }
}
