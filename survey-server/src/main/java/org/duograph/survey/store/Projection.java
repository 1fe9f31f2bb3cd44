package org.duograph.survey.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** What each line of the journal means for the database. The same lines make the same tables. */
final class Projection {
    private final Sql sql;

    Projection(Sql sql) {
        this.sql = sql;
    }

    void apply(Line line) throws SQLException {
        Event event = line.event();
        if (event instanceof Event.Created created) {
            set("key", java.util.Base64.getEncoder().encodeToString(created.key()));
        } else if (event instanceof Event.StudyPublished published) {
            publish(line, published);
        } else if (event instanceof Event.StudyMoved moved) {
            sql.update(
                    "UPDATE study SET state = ? WHERE id = ?", moved.state().name(), moved.study());
        } else if (event instanceof Event.StudyScheduled scheduled) {
            sql.update(
                    "MERGE INTO schedule VALUES (?, ?)",
                    scheduled.study(),
                    json(scheduled.schedule()));
        } else if (event instanceof Event.InvitationsIssued issued) {
            issue(sql, line, issued.study(), issued.invitations());
        } else if (event instanceof Event.InvitationUsed used) {
            spend(used.tokenHash());
            sql.update(
                    "INSERT INTO spent SELECT ?, study, FALSE FROM invitation WHERE token_hash = ?",
                    line.sequence(),
                    used.tokenHash());
        } else if (event instanceof Event.InvitationsUsed used) {
            gather(line, used);
        } else if (event instanceof Event.Refused refused) {
            sql.update("UPDATE study SET refused = refused + 1 WHERE id = ?", refused.study());
        } else if (event instanceof Event.Submitted submitted) {
            submit(line, submitted);
        } else if (event instanceof Event.Withdrawn withdrawn) {
            withdraw(withdrawn);
        } else if (event instanceof Event.Erased) {
            sql.update("INSERT INTO erased VALUES (?)", line.sequence());
        } else if (event instanceof Event.InstallTimed timed) {
            measure(line, timed.time(), false);
        } else if (event instanceof Event.MeasurementSent sent) {
            measure(line, sent.time(), true);
        } else if (event instanceof Event.OfCuration curated) {
            new CurationProjection(sql).apply(line, curated);
        } else if (event instanceof Event.PasswordSet password) {
            keep(
                    new Account(
                                    Account.FIRST,
                                    Role.ADMINISTRATOR,
                                    Optional.empty(),
                                    Optional.empty())
                            .withPassword(password.hash()));
        } else if (event instanceof Event.AccountKept kept) {
            keep(kept.account());
        } else if (event instanceof Event.AccountRemoved removed) {
            sql.update("DELETE FROM account WHERE name = ?", removed.name());
        } else if (event instanceof Event.Audited audited) {
            sql.update(
                    "INSERT INTO audit VALUES (?, ?, ?, ?, ?)",
                    line.sequence(),
                    line.at(),
                    audited.who(),
                    audited.what(),
                    audited.about());
        } else if (event instanceof Event.DraftSaved saved) {
            save(saved.draft());
        } else if (event instanceof Event.DraftDropped dropped) {
            dropDrafts("participant", dropped.participant());
        }
        if (event instanceof Event.OfStudy of && !(event instanceof Event.StudyErased)) {
            sql.update("INSERT INTO study_line VALUES (?, ?)", line.sequence(), of.study());
        }
        String journal = event instanceof Event.OfDraft ? "drafts" : "journal";
        sql.update("MERGE INTO progress VALUES (?, ?)", journal, line.sequence());
    }

    private void set(String name, String text) throws SQLException {
        sql.update("MERGE INTO setting VALUES (?, ?)", name, text);
    }

    private void keep(Account account) throws SQLException {
        sql.update("MERGE INTO account VALUES (?, ?)", account.name(), json(account));
    }

    private void publish(Line line, Event.StudyPublished published) throws SQLException {
        if (!sql.exists("SELECT 1 FROM study WHERE id = ?", published.study())) {
            sql.update(
                    "INSERT INTO study VALUES (?, 'OPEN', 0, 0, 0, 0, 0, ?)",
                    published.study(),
                    line.sequence());
        }
        sql.update(
                "INSERT INTO study_version VALUES (?, ?, ?, ?, ?, ?)",
                published.study(),
                published.version(),
                published.privacy().name(),
                published.invitedOnly(),
                published.yaml(),
                line.at());
    }

    static void issue(
            Sql sql, Line line, String study, List<Event.InvitationsIssued.Issued> invitations)
            throws SQLException {
        sql.update("INSERT INTO invitation_line VALUES (?, ?)", line.sequence(), study);
        long place = line.sequence() << 20;
        for (Event.InvitationsIssued.Issued invitation : invitations) {
            sql.update(
                    "INSERT INTO invitation VALUES (?, ?, ?, ?, FALSE, ?)",
                    invitation.tokenHash(),
                    study,
                    invitation.label(),
                    place++,
                    invitation.seed().orElse(null));
        }
    }

    private void spend(String tokenHash) throws SQLException {
        sql.update("UPDATE invitation SET answered = TRUE WHERE token_hash = ?", tokenHash);
    }

    private void gather(Line line, Event.InvitationsUsed used) throws SQLException {
        for (String tokenHash : used.tokenHashes()) spend(tokenHash);
        for (long gathered : used.lines()) {
            sql.update("DELETE FROM spent WHERE line = ?", gathered);
            unwanted(sql, gathered);
        }
        sql.update("INSERT INTO spent VALUES (?, ?, TRUE)", line.sequence(), used.study());
    }

    private void submit(Line line, Event.Submitted submitted) throws SQLException {
        Response response =
                new Response(
                        submitted.id(),
                        submitted.study(),
                        submitted.version(),
                        submitted.language(),
                        submitted.order(),
                        submitted.started(),
                        submitted.submitted(),
                        submitted.test(),
                        submitted.answers(),
                        submitted.panel(),
                        Remark.NONE);
        sql.update(
                "INSERT INTO response VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
                line.sequence(),
                submitted.id(),
                submitted.study(),
                submitted.test(),
                submitted.submitted(),
                Queries.bytes(submitted.content()),
                Queries.bytes(submitted.receipt()),
                submitted.participant().orElse(null),
                submitted.panel().orElse(null),
                ResponseJson.write(response));
        dropDrafts("submission", submitted.id());
        count(response, 1);
    }

    private void withdraw(Event.Withdrawn withdrawn) throws SQLException {
        var response = Queries.response(sql, withdrawn.submission());
        if (response.isPresent()) {
            sql.update("DELETE FROM response WHERE id = ?", withdrawn.submission());
            count(response.get(), -1);
        }
        new CurationProjection(sql).forgetRemarks(withdrawn, response);
        dropDrafts("submission", withdrawn.submission());
        if (!withdrawn.test()) {
            sql.update(
                    "UPDATE study SET withdrawn = withdrawn + 1 WHERE id = ?", withdrawn.study());
        }
        sql.update("INSERT INTO withdrawal VALUES (?)", withdrawn.submission());
        unwanted(sql, withdrawn.line());
    }

    private void measure(Line line, InstallTime time, boolean waiting) throws SQLException {
        sql.update(
                "INSERT INTO install_time VALUES (?, ?, ?, ?, ?)",
                time.id(),
                line.sequence(),
                time.study(),
                waiting,
                json(time));
    }

    /** Notes that a line must not stay. */
    static void unwanted(Sql sql, long line) throws SQLException {
        sql.update(
                "INSERT INTO unwanted VALUES (?, EXISTS (SELECT 1 FROM erased WHERE line = ?))",
                line,
                line);
    }

    private void count(Response response, int step) throws SQLException {
        if (response.test()) {
            sql.update("UPDATE study SET tests = tests + ? WHERE id = ?", step, response.study());
            return;
        }
        sql.update(
                "UPDATE study SET responses = responses + ? WHERE id = ?", step, response.study());
        var day = response.submitted().atOffset(ZoneOffset.UTC).toLocalDate();
        int counted =
                sql.update(
                        "UPDATE day_count SET responses = responses + ? WHERE study = ? AND on_day ="
                                + " ?",
                        step,
                        response.study(),
                        day);
        if (counted == 0) {
            sql.update("INSERT INTO day_count VALUES (?, ?, ?)", response.study(), day, step);
        }
    }

    /** A draft of something already submitted comes too late and is not kept. */
    private void save(Draft draft) throws SQLException {
        dropDrafts("participant", draft.participant());
        if (Queries.isSettled(sql, draft.submission())) return;
        sql.update(
                "INSERT INTO draft VALUES (?, ?, ?, ?, ?, ?)",
                draft.participant(),
                draft.submission(),
                draft.study(),
                draft.page(),
                draft.linkHash().orElse(null),
                json(draft));
        if (!draft.trial()) countDraft(draft.study(), draft.page(), 1);
    }

    private record Standing(String participant, String study, String page) {}

    private void dropDrafts(String by, String value) throws SQLException {
        String query =
                by.equals("participant")
                        ? "SELECT participant, study, page FROM draft WHERE participant = ?"
                        : "SELECT participant, study, page FROM draft WHERE submission = ?";
        for (Standing draft :
                sql.all(
                        row -> new Standing(row.getString(1), row.getString(2), row.getString(3)),
                        query,
                        value)) {
            sql.update("DELETE FROM draft WHERE participant = ?", draft.participant());
            if (!Draft.isTrial(draft.participant())) countDraft(draft.study(), draft.page(), -1);
        }
    }

    private void countDraft(String study, String page, int step) throws SQLException {
        int counted =
                sql.update(
                        "UPDATE draft_count SET drafts = drafts + ? WHERE study = ? AND page = ?",
                        step,
                        study,
                        page);
        if (counted == 0) sql.update("INSERT INTO draft_count VALUES (?, ?, ?)", study, page, step);
    }

    private static byte[] json(Object value) {
        try {
            return Line.JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
