package org.duograph.survey.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What a researcher's decisions mean for the database. */
final class CurationProjection {
    /** What a study has, but for its drafts, which end one by one. */
    private static final List<String> REMOVALS =
            List.of(
                    "DELETE FROM study WHERE id = ?",
                    "DELETE FROM schedule WHERE study = ?",
                    "DELETE FROM schedule WHERE study = ?",
                    "DELETE FROM study_version WHERE study = ?",
                    "DELETE FROM study_line WHERE study = ?",
                    "DELETE FROM invitation WHERE study = ?",
                    "DELETE FROM invitation_line WHERE study = ?",
                    "DELETE FROM spent WHERE study = ?",
                    "DELETE FROM remark_line WHERE submission IN"
                            + " (SELECT id FROM response WHERE study = ?)",
                    "DELETE FROM response WHERE study = ?",
                    "DELETE FROM day_count WHERE study = ?",
                    "DELETE FROM install_time WHERE study = ?");

    private final Sql sql;

    CurationProjection(Sql sql) {
        this.sql = sql;
    }

    void apply(Line line, Event.OfCuration event) throws SQLException {
        if (event instanceof Event.MeasurementsApproved approved) {
            for (String id : approved.ids()) {
                sql.update("UPDATE install_time SET waiting = FALSE WHERE id = ?", id);
            }
        } else if (event instanceof Event.MeasurementErased erased) {
            sql.update("DELETE FROM install_time WHERE id = ?", erased.id());
            sql.update("INSERT INTO withdrawal VALUES (?)", erased.id());
            Projection.unwanted(sql, erased.line());
        } else if (event instanceof Event.Excluded excluded) {
            exclude(line, excluded.submission(), excluded.reason());
        } else if (event instanceof Event.Included included) {
            exclude(line, included.submission(), null);
        } else if (event instanceof Event.Annotated annotated) {
            String note = annotated.note().isEmpty() ? null : annotated.note();
            sql.update("UPDATE response SET note = ? WHERE id = ?", note, annotated.submission());
            remark(line, annotated.submission());
        } else if (event instanceof Event.InvitationsRelisted relisted) {
            relist(line, relisted);
        } else if (event instanceof Event.StudyErased erased) {
            for (String removal : REMOVALS) sql.update(removal, erased.study());
            for (long gone : erased.lines()) Projection.unwanted(sql, gone);
        }
        sql.update("UPDATE study SET revision = ? WHERE id = ?", line.sequence(), event.study());
    }

    private void exclude(Line line, String submission, String reason) throws SQLException {
        Optional<Response> response = Queries.response(sql, submission);
        if (response.isPresent()) {
            int before = excluded(response.get());
            sql.update("UPDATE response SET excluded = ? WHERE id = ?", reason, submission);
            count(response.get(), excluded(Queries.response(sql, submission).get()) - before);
        }
        remark(line, submission);
    }

    /** 1 for a response that is no test and is left out, else 0. */
    private static int excluded(Response response) {
        return !response.test() && response.remark().excluded().isPresent() ? 1 : 0;
    }

    private void count(Response response, int step) throws SQLException {
        sql.update("UPDATE study SET excluded = excluded + ? WHERE id = ?", step, response.study());
    }

    private void remark(Line line, String submission) throws SQLException {
        sql.update("INSERT INTO remark_line VALUES (?, ?)", line.sequence(), submission);
    }

    /** With a response, what was remarked of it goes, too. */
    void forgetRemarks(Event.Withdrawn withdrawn, Optional<Response> response) throws SQLException {
        if (response.isPresent()) count(response.get(), -excluded(response.get()));
        for (long gone : CurationQueries.remarkLines(sql, withdrawn.submission())) {
            Projection.unwanted(sql, gone);
        }
        sql.update("DELETE FROM remark_line WHERE submission = ?", withdrawn.submission());
    }

    private void relist(Line line, Event.InvitationsRelisted relisted) throws SQLException {
        String study = relisted.study();
        sql.update("DELETE FROM invitation WHERE study = ?", study);
        sql.update("DELETE FROM invitation_line WHERE study = ?", study);
        Projection.issue(sql, line, study, relisted.invitations());
        for (long gone : relisted.lines()) Projection.unwanted(sql, gone);
    }
}
