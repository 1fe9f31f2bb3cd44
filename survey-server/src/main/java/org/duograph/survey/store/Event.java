package org.duograph.survey.store;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.duograph.survey.study.Answers;
import org.duograph.survey.study.Privacy;

/**
 * Something that happened, as the journal tells it. What an event says is never read in another way
 * later: a new meaning gets a new event.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @Type(value = Event.Created.class, name = "created"),
    @Type(value = Event.StudyPublished.class, name = "study_published"),
    @Type(value = Event.StudyMoved.class, name = "study_moved"),
    @Type(value = Event.StudyScheduled.class, name = "study_scheduled"),
    @Type(value = Event.InvitationsIssued.class, name = "invitations_issued"),
    @Type(value = Event.InvitationUsed.class, name = "invitation_used"),
    @Type(value = Event.InvitationsUsed.class, name = "invitations_used"),
    @Type(value = Event.Refused.class, name = "refused"),
    @Type(value = Event.Submitted.class, name = "submitted"),
    @Type(value = Event.Withdrawn.class, name = "withdrawn"),
    @Type(value = Event.Erased.class, name = "erased"),
    @Type(value = Event.InstallTimed.class, name = "install_timed"),
    @Type(value = Event.MeasurementSent.class, name = "measurement_sent"),
    @Type(value = Event.MeasurementsApproved.class, name = "measurements_approved"),
    @Type(value = Event.MeasurementErased.class, name = "measurement_erased"),
    @Type(value = Event.Excluded.class, name = "excluded"),
    @Type(value = Event.Included.class, name = "included"),
    @Type(value = Event.Annotated.class, name = "annotated"),
    @Type(value = Event.InvitationsRelisted.class, name = "invitations_relisted"),
    @Type(value = Event.StudyErased.class, name = "study_erased"),
    @Type(value = Event.PasswordSet.class, name = "password_set"),
    @Type(value = Event.AccountKept.class, name = "account_kept"),
    @Type(value = Event.AccountRemoved.class, name = "account_removed"),
    @Type(value = Event.Audited.class, name = "audited"),
    @Type(value = Event.DraftSaved.class, name = "draft_saved"),
    @Type(value = Event.DraftDropped.class, name = "draft_dropped"),
})
sealed interface Event {
    /** The first event: the key from which receipt codes and the server's signatures come. */
    record Created(byte[] key) implements Event {}

    /** Events that go with their study when that is erased. */
    sealed interface OfStudy extends Event {
        String study();
    }

    record StudyPublished(
            String study, int version, Privacy privacy, boolean invitedOnly, String yaml)
            implements OfStudy {}

    record StudyMoved(String study, StudyState state) implements OfStudy {}

    /** In place of an earlier schedule. */
    record StudyScheduled(String study, Schedule schedule) implements OfStudy {}

    record InvitationsIssued(String study, List<Issued> invitations) implements OfStudy {
        /**
         * @param seed from which the key makes the token; older ones were made at random
         */
        record Issued(String tokenHash, String label, Optional<String> seed) {}
    }

    /** Says of a token only that it is spent; names no submission. */
    record InvitationUsed(String tokenHash) implements Event {}

    /**
     * All tokens of an anonymous study that are spent so far, sorted: says in one line, and no
     * longer in the order of the answers, what {@code lines} said. Those become {@link Erased}.
     */
    record InvitationsUsed(String study, List<String> tokenHashes, List<Long> lines)
            implements OfStudy {}

    /** Somebody did not consent to a study. Says nothing about who, and not at what time of day. */
    record Refused(String study) implements OfStudy {}

    /**
     * @param content hash of everything that makes two submissions the same
     * @param receipt hash of the receipt code
     * @param participant hash of the participant's id; empty in an anonymous study
     * @param panel the participant's identifier in a panel; empty in an anonymous study
     */
    record Submitted(
            String id,
            String study,
            int version,
            String language,
            List<String> order,
            Answers answers,
            Instant started,
            Instant submitted,
            boolean test,
            String content,
            String receipt,
            Optional<String> participant,
            Optional<String> panel)
            implements OfStudy {}

    /** The answers of line {@code line} are taken back; that line becomes {@link Erased}. */
    record Withdrawn(String submission, String study, long line, boolean test) implements OfStudy {}

    /** Stands where a line stood that was erased, such as withdrawn answers, or a spent token. */
    record Erased() implements Event {}

    /** A measurement that counts: it came with a personal link, or before there was approval. */
    record InstallTimed(InstallTime time) implements OfStudy {
        @Override
        public String study() {
            return time.study();
        }
    }

    /** A measurement without a personal link: it waits for {@link MeasurementsApproved}. */
    record MeasurementSent(InstallTime time) implements OfStudy {
        @Override
        public String study() {
            return time.study();
        }
    }

    /** What a researcher decided about something that was kept. */
    sealed interface OfCuration extends OfStudy {}

    record MeasurementsApproved(String study, List<String> ids) implements OfCuration {}

    /** The measurement of line {@code line} is gone; that line becomes {@link Erased}. */
    record MeasurementErased(String id, String study, long line) implements OfCuration {}

    /** A response is left out of the results. */
    record Excluded(String submission, String study, String reason) implements OfCuration {}

    /** A response that was left out counts again. */
    record Included(String submission, String study) implements OfCuration {}

    /** A note beside a response, in place of an earlier one; an empty note is none. */
    record Annotated(String submission, String study, String note) implements OfCuration {}

    /**
     * All invitations of a study but those that were erased, none of them spent: says in one line
     * what {@code lines} said. Those become {@link Erased}; {@link InvitationsUsed} follows.
     */
    record InvitationsRelisted(
            String study, List<InvitationsIssued.Issued> invitations, List<Long> lines)
            implements OfCuration {}

    /** A study is gone, and so is all that these lines said of it. They become {@link Erased}. */
    record StudyErased(String study, List<Long> lines) implements OfCuration {}

    /** The password of {@link Account#FIRST}, whose account this makes. */
    record PasswordSet(String hash) implements Event {}

    /** A new account, or all of one that has changed. */
    record AccountKept(Account account) implements Event {}

    record AccountRemoved(String name) implements Event {}

    record Audited(String who, String what, String about) implements Event {}

    /** Events of answers not yet submitted. They have a journal of their own, soon forgotten. */
    sealed interface OfDraft extends Event {}

    record DraftSaved(Draft draft) implements OfDraft {}

    record DraftDropped(String participant) implements OfDraft {}
}
