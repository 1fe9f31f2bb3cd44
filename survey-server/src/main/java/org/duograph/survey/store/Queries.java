package org.duograph.survey.store;

import static org.duograph.survey.store.Line.JSON;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.duograph.survey.study.Privacy;

/** The questions that the database answers. */
final class Queries {
    private static final HexFormat HEX = HexFormat.of();

    private Queries() {}

    /** A hash as the database keeps it, in half the space of its hexadecimal digits. */
    static byte[] bytes(String hash) {
        return HEX.parseHex(hash);
    }

    static String hex(byte[] hash) {
        return HEX.formatHex(hash);
    }

    /** What was kept under a submission's id. */
    record Kept(String content, Receipt receipt) {}

    static Optional<String> setting(Sql sql, String name) throws SQLException {
        return sql.first(row -> row.getString(1), "SELECT text FROM setting WHERE name = ?", name);
    }

    /** The last line of a journal that the database knows; 0 at the beginning. */
    static long progress(Sql sql, String journal) throws SQLException {
        return sql.first(
                        row -> row.getLong(1),
                        "SELECT sequence FROM progress WHERE journal = ?",
                        journal)
                .orElse(0L);
    }

    static Optional<StudyState> state(Sql sql, String study) throws SQLException {
        return sql.first(
                row -> StudyState.valueOf(row.getString(1)),
                "SELECT state FROM study WHERE id = ?",
                study);
    }

    static Schedule schedule(Sql sql, String study) throws SQLException {
        return sql.first(
                        row -> parse(row.getBytes(1), Schedule.class),
                        "SELECT json FROM schedule WHERE study = ?",
                        study)
                .orElse(Schedule.NONE);
    }

    static List<StudyVersion> versions(Sql sql, String study) throws SQLException {
        return sql.all(
                Queries::version,
                "SELECT * FROM study_version WHERE study = ? ORDER BY version",
                study);
    }

    static Optional<StudyVersion> version(Sql sql, String study, int version) throws SQLException {
        return sql.first(
                Queries::version,
                "SELECT * FROM study_version WHERE study = ? AND version = ?",
                study,
                version);
    }

    static List<String> studies(Sql sql) throws SQLException {
        return sql.texts("SELECT id FROM study ORDER BY id");
    }

    static Optional<Kept> kept(Sql sql, String submission, String code) throws SQLException {
        return sql.first(
                row ->
                        new Kept(
                                hex(row.getBytes(1)),
                                new Receipt(code, Sql.instant(row, "submitted"))),
                "SELECT content, submitted FROM response WHERE id = ?",
                submission);
    }

    static Optional<Response> response(Sql sql, String submission) throws SQLException {
        return sql.first(
                row -> Stored.of(row).response(),
                "SELECT json, excluded, note FROM response WHERE id = ?",
                submission);
    }

    /** A response as it stands in the database; read from there one after the other. */
    private record Stored(byte[] json, String excluded, String note) {
        static Stored of(ResultSet row) throws SQLException {
            return new Stored(row.getBytes(1), row.getString(2), row.getString(3));
        }

        Response response() {
            Remark remark = Remark.of(excluded, note);
            return ResponseJson.read(json).with(remark);
        }
    }

    /**
     * Some responses after the one called {@code after}, in the order of their random ids.
     *
     * @param excluded whether those that are left out of results are wanted, too
     */
    static List<Response> responses(
            Sql sql,
            String study,
            boolean test,
            boolean excluded,
            String after,
            long upToLine,
            int count)
            throws SQLException {
        List<Stored> found =
                sql.all(
                        Stored::of,
                        "SELECT json, excluded, note FROM response WHERE study = ? AND test = ?"
                                + " AND id > ? AND line <= ? AND (? OR excluded IS NULL)"
                                + " ORDER BY study, test, id LIMIT ?",
                        study,
                        test,
                        after,
                        upToLine,
                        excluded,
                        count);
        return found.parallelStream().map(Stored::response).toList();
    }

    static boolean hasResponses(Sql sql, String study) throws SQLException {
        return sql.exists("SELECT 1 FROM study WHERE id = ? AND responses + tests > 0", study);
    }

    /** Whether answers of a panel's participant were kept; a trial's count for nothing. */
    static boolean isAnswered(Sql sql, String study, String panel) throws SQLException {
        return sql.exists(
                "SELECT 1 FROM response WHERE panel = ? AND study = ? AND NOT test", panel, study);
    }

    static boolean isWithdrawn(Sql sql, String submission) throws SQLException {
        return sql.exists("SELECT 1 FROM withdrawal WHERE submission = ?", submission);
    }

    /** Whether a submission was kept, or withdrawn. */
    static boolean isSettled(Sql sql, String submission) throws SQLException {
        return sql.exists("SELECT 1 FROM response WHERE id = ?", submission)
                || isWithdrawn(sql, submission);
    }

    /** Lines of the journal that must not stay and may still be on the disk. */
    static List<Long> unerased(Sql sql) throws SQLException {
        return sql.numbers("SELECT line FROM unwanted WHERE NOT erased");
    }

    /** Studies with at least so many lines that each say of one token that it is spent. */
    static List<String> studiesWithSpent(Sql sql, int lines) throws SQLException {
        return sql.texts(
                "SELECT study FROM spent WHERE NOT gathered GROUP BY study HAVING COUNT(*) >= ?"
                        + " ORDER BY study",
                lines);
    }

    /** All lines that say which tokens of a study are spent. */
    static List<Long> spentLines(Sql sql, String study) throws SQLException {
        return sql.numbers("SELECT line FROM spent WHERE study = ? ORDER BY line", study);
    }

    /** The spent tokens of a study, sorted. */
    static List<String> spentTokens(Sql sql, String study) throws SQLException {
        return sql.texts(
                "SELECT token_hash FROM invitation WHERE study = ? AND answered ORDER BY token_hash",
                study);
    }

    /** What is needed to withdraw a response: its id, study and line. */
    static Optional<Event.Withdrawn> byReceipt(Sql sql, String receiptHash) throws SQLException {
        return sql.first(
                Queries::withdrawn,
                "SELECT id, study, line, test FROM response WHERE receipt = ?",
                bytes(receiptHash));
    }

    static Optional<Event.Withdrawn> bySubmission(Sql sql, String submission) throws SQLException {
        return sql.first(
                Queries::withdrawn,
                "SELECT id, study, line, test FROM response WHERE id = ?",
                submission);
    }

    private static Event.Withdrawn withdrawn(ResultSet row) throws SQLException {
        return new Event.Withdrawn(
                row.getString(1), row.getString(2), row.getLong(3), row.getBoolean(4));
    }

    /** Some drafts after the one of {@code after}, in the order of participants. */
    static List<Draft> drafts(Sql sql, String after, int count) throws SQLException {
        return sql.all(
                row -> parse(row.getBytes(1), Draft.class),
                "SELECT json FROM draft WHERE participant > ? ORDER BY participant LIMIT ?",
                after,
                count);
    }

    static Optional<Draft> draft(Sql sql, String participant) throws SQLException {
        return sql.first(
                row -> parse(row.getBytes(1), Draft.class),
                "SELECT json FROM draft WHERE participant = ?",
                participant);
    }

    static Optional<Draft> draftByToken(Sql sql, String token) throws SQLException {
        return sql.first(
                row -> parse(row.getBytes(1), Draft.class),
                "SELECT json FROM draft WHERE link_hash IN (?, ?) ORDER BY participant",
                Secrets.linkHash(token),
                Secrets.hash(token)); // where an older server kept the draft
    }

    static Optional<Invitation> invitation(Sql sql, String tokenHash) throws SQLException {
        return sql.first(
                Queries::invitation, "SELECT * FROM invitation WHERE token_hash = ?", tokenHash);
    }

    static List<Invitation> invitations(Sql sql, String study) throws SQLException {
        return sql.all(
                Queries::invitation,
                "SELECT * FROM invitation WHERE study = ? ORDER BY place",
                study);
    }

    static boolean isTimed(Sql sql, String installTime) throws SQLException {
        return sql.exists("SELECT 1 FROM install_time WHERE id = ?", installTime);
    }

    /** The measurements of a study that wait for approval, or those that do not. */
    static List<InstallTime> installTimes(Sql sql, String study, boolean waiting)
            throws SQLException {
        return sql.all(
                row -> parse(row.getBytes(1), InstallTime.class),
                "SELECT json FROM install_time WHERE study = ? AND waiting = ? ORDER BY line",
                study,
                waiting);
    }

    static List<AuditEntry> audits(Sql sql, int count) throws SQLException {
        return sql.all(
                row ->
                        new AuditEntry(
                                Sql.instant(row, "at"),
                                row.getString("who"),
                                row.getString("what"),
                                row.getString("about")),
                "SELECT * FROM audit ORDER BY line DESC LIMIT ?",
                count);
    }

    static Optional<Counts> counts(Sql sql, String study) throws SQLException {
        SortedMap<String, Long> pages = new TreeMap<>();
        sql.all(
                row -> pages.put(row.getString(1), row.getLong(2)),
                "SELECT page, drafts FROM draft_count WHERE study = ? AND drafts > 0",
                study);
        SortedMap<LocalDate, Long> days = new TreeMap<>();
        sql.all(
                row -> days.put(row.getObject(1, LocalDate.class), row.getLong(2)),
                "SELECT on_day, responses FROM day_count WHERE study = ? AND responses > 0",
                study);
        long drafts = pages.values().stream().mapToLong(Long::longValue).sum();
        return sql.first(
                row ->
                        new Counts(
                                row.getLong("responses"),
                                row.getLong("tests"),
                                drafts,
                                row.getLong("withdrawn"),
                                row.getLong("refused"),
                                row.getLong("excluded"),
                                row.getLong("revision"),
                                pages,
                                days),
                "SELECT * FROM study WHERE id = ?",
                study);
    }

    private static StudyVersion version(ResultSet row) throws SQLException {
        return new StudyVersion(
                row.getString("study"),
                row.getInt("version"),
                Privacy.valueOf(row.getString("privacy")),
                row.getBoolean("invited_only"),
                row.getString("yaml"),
                Sql.instant(row, "published"));
    }

    private static Invitation invitation(ResultSet row) throws SQLException {
        return new Invitation(
                row.getString("token_hash"),
                row.getString("study"),
                row.getString("label"),
                row.getBoolean("answered"),
                Optional.ofNullable(row.getString("seed")));
    }

    static <T> T parse(byte[] json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The database holds an unreadable " + type.getSimpleName(), e);
        }
    }
}
