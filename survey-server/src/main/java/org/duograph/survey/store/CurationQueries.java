package org.duograph.survey.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The questions that {@link Curation} asks of the database. */
final class CurationQueries {
    private CurationQueries() {}

    static boolean isWaiting(Sql sql, String measurement) throws SQLException {
        return sql.exists("SELECT 1 FROM install_time WHERE id = ? AND waiting", measurement);
    }

    /** Of these measurements, those of the study that there are: what erases each. */
    static List<Event.MeasurementErased> measurements(Sql sql, String study, List<String> ids)
            throws SQLException {
        List<Event.MeasurementErased> found = new ArrayList<>();
        for (String id : ids) {
            line(sql, study, id)
                    .ifPresent(line -> found.add(new Event.MeasurementErased(id, study, line)));
        }
        return found;
    }

    private static Optional<Long> line(Sql sql, String study, String measurement)
            throws SQLException {
        return sql.first(
                row -> row.getLong(1),
                "SELECT line FROM install_time WHERE id = ? AND study = ?",
                measurement,
                study);
    }

    /** Lines that say something of a response. */
    static List<Long> remarkLines(Sql sql, String submission) throws SQLException {
        return sql.numbers("SELECT line FROM remark_line WHERE submission = ?", submission);
    }

    /** Lines that say which invitations a study has. */
    static List<Long> invitationLines(Sql sql, String study) throws SQLException {
        return sql.numbers("SELECT line FROM invitation_line WHERE study = ? ORDER BY line", study);
    }

    /** All lines that say something of a study. */
    static List<Long> studyLines(Sql sql, String study) throws SQLException {
        return sql.numbers(
                "SELECT line FROM study_line WHERE study = ?"
                        + " UNION SELECT line FROM spent WHERE study = ? ORDER BY line",
                study,
                study);
    }

    /** The participants who have a draft of a study. */
    static List<String> drafting(Sql sql, String study) throws SQLException {
        return sql.texts(
                "SELECT participant FROM draft WHERE study = ? ORDER BY participant", study);
    }
}
