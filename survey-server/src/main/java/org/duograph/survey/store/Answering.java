package org.duograph.survey.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.duograph.survey.study.Privacy;

/** Decisions about what participants send. */
final class Answering {
    private Answering() {}

    static void save(Transaction transaction, Draft draft, Optional<String> token)
            throws SQLException {
        Sql sql = transaction.sql();
        Studies.requireOpen(transaction, draft.study());
        Studies.requireVersion(sql, draft.study(), draft.version());
        if (Queries.isSettled(sql, draft.submission())) {
            throw new StoreException.AlreadyAnswered("These answers were submitted already.");
        }
        if (token.isPresent()) requireUnspent(sql, draft.study(), Secrets.hash(token.get()));
        transaction.record(new Event.DraftSaved(draft));
    }

    static void refuse(Transaction transaction, String study) throws SQLException {
        Studies.requireOpen(transaction, study);
        transaction.record(new Event.Refused(study), coarse(transaction.now(), true));
    }

    static Receipt submit(Transaction transaction, Submission submission, byte[] key)
            throws SQLException {
        Sql sql = transaction.sql();
        String content = content(submission);
        String code = Secrets.receiptCode(key, submission.id());
        Optional<Queries.Kept> kept = Queries.kept(sql, submission.id(), code);
        if (kept.isPresent()) {
            if (kept.get().content().equals(content)) return kept.get().receipt();
            throw new StoreException.Conflict(
                    "Other answers were kept under the same submission already; they stay as they"
                            + " were.");
        }
        if (Queries.isWithdrawn(sql, submission.id())) {
            throw new StoreException.Conflict("These answers were withdrawn.");
        }
        Studies.requireOpen(transaction, submission.study());
        StudyVersion version =
                Studies.requireVersion(sql, submission.study(), submission.version());
        Optional<String> token = submission.tokenHash();
        if (token.isPresent()) {
            requireUnspent(sql, submission.study(), token.get());
        } else if (version.invitedOnly() && !submission.test()) {
            throw new StoreException.Unknown(
                    "This study takes answers by invitation only. Use the link you were given.");
        }

        boolean anonymous = version.privacy() == Privacy.ANONYMOUS;
        Optional<String> panel = submission.panel().filter(identifier -> !anonymous);
        if (panel.isPresent()
                && !submission.test()
                && Queries.isAnswered(sql, submission.study(), panel.get())) {
            throw new StoreException.AlreadyAnswered(
                    "Answers were kept with this identifier already; it takes one answer.");
        }
        Instant now = coarse(transaction.now(), anonymous);
        transaction.record(
                new Event.Submitted(
                        submission.id(),
                        submission.study(),
                        submission.version(),
                        submission.language(),
                        submission.order(),
                        submission.answers(),
                        coarse(submission.started(), anonymous),
                        now,
                        submission.test(),
                        content,
                        Secrets.hash(code),
                        anonymous
                                ? Optional.empty()
                                : Optional.of(Secrets.hash(submission.participant())),
                        panel),
                now);
        if (token.isPresent()) transaction.record(new Event.InvitationUsed(token.get()), now);
        return new Receipt(code, now);
    }

    /** Ends the answers of a receipt; says whether there were any. */
    static boolean withdraw(Transaction transaction, Optional<Event.Withdrawn> withdrawn)
            throws SQLException {
        if (withdrawn.isPresent()) transaction.record(withdrawn.get());
        return withdrawn.isPresent();
    }

    static boolean discard(Transaction transaction, String participant) throws SQLException {
        boolean found = Queries.draft(transaction.sql(), participant).isPresent();
        if (found) transaction.record(new Event.DraftDropped(participant));
        return found;
    }

    /** Says whether the measurement counts at once, or waits for a researcher's approval. */
    static boolean time(Transaction transaction, InstallTime time) throws SQLException {
        Sql sql = transaction.sql();
        if (Queries.isTimed(sql, time.id()) || Queries.isWithdrawn(sql, time.id())) {
            return !CurationQueries.isWaiting(sql, time.id());
        }
        Studies.requireOpen(transaction, time.study());
        boolean linked = time.tokenHash().isPresent();
        if (linked) Studies.requireInvitation(sql, time.study(), time.tokenHash().get());
        InstallTime kept = Studies.isAnonymous(sql, time.study()) ? time.anonymous() : time;
        transaction.record(linked ? new Event.InstallTimed(kept) : new Event.MeasurementSent(kept));
        return linked;
    }

    private static void requireUnspent(Sql sql, String study, String tokenHash)
            throws SQLException {
        if (Studies.requireInvitation(sql, study, tokenHash).answered()) {
            throw new StoreException.AlreadyAnswered(
                    "This personal link was used already; it takes one answer.");
        }
    }

    /** In an anonymous study times are kept as days: they must not identify anybody. */
    private static Instant coarse(Instant at, boolean anonymous) {
        return anonymous ? at.truncatedTo(ChronoUnit.DAYS) : at;
    }

    /** Equal for submissions that say the same. */
    private static String content(Submission submission) {
        try {
            return Secrets.hash(
                    Line.JSON.writeValueAsString(
                            List.of(
                                    submission.study(),
                                    submission.version(),
                                    submission.language(),
                                    submission.order(),
                                    submission.test(),
                                    submission.answers())));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
