package org.duograph.survey.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What a researcher does with what was kept: leaves responses out of the results, makes notes
 * beside them, approves measurements, and erases. Each change is noted in the audit log with who
 * made it. What is erased is gone from the journals when the method returns, and from the
 * database's file soon after, as with {@link Store#withdraw}.
 */
public final class Curation {
    private final Folder folder;
    private final Writer writer;
    private final Eraser eraser;
    private final byte[] key;
    private final Consumer<String> changed;

    /**
     * @param key of the folder, which makes tokens
     * @param changed is told of a study that is no longer what it was
     */
    Curation(Folder folder, Writer writer, Eraser eraser, byte[] key, Consumer<String> changed) {
        this.folder = folder;
        this.writer = writer;
        this.eraser = eraser;
        this.key = key;
        this.changed = changed;
    }

    // Responses

    /** One response, also a test or one that is left out. */
    public Optional<Response> response(String submission) {
        return folder.read(sql -> Queries.response(sql, submission));
    }

    /**
     * Some responses to a study, those left out among them, in the order of their random ids.
     *
     * @param after the last id of the page before; empty for the first
     */
    public List<Response> responses(String study, boolean test, String after, int count) {
        return folder.read(
                sql -> Queries.responses(sql, study, test, true, after, Long.MAX_VALUE, count));
    }

    /** Leaves a response out of the results, for a reason. */
    public void exclude(String who, String submission, String reason) {
        remark(
                who,
                "excluded a response",
                submission,
                response -> new Event.Excluded(submission, response.study(), reason));
    }

    /** Lets a response count again. */
    public void include(String who, String submission) {
        remark(
                who,
                "included a response again",
                submission,
                response -> new Event.Included(submission, response.study()));
    }

    /** Keeps a note beside a response, in place of an earlier one; an empty note is none. */
    public void annotate(String who, String submission, String note) {
        remark(
                who,
                note.isEmpty() ? "removed the note of a response" : "made a note of a response",
                submission,
                response -> new Event.Annotated(submission, response.study(), note));
    }

    private interface Remarking {
        Event of(Response response);
    }

    private void remark(String who, String what, String submission, Remarking remarking) {
        writer.run(
                transaction -> {
                    Response response =
                            Queries.response(transaction.sql(), submission)
                                    .orElseThrow(Curation::noResponse);
                    transaction.record(remarking.of(response));
                    transaction.record(audited(who, what, name(response.study(), submission)));
                    return null;
                });
    }

    /** Erases a response with all that was remarked of it. */
    public void erase(String who, String submission) {
        writer.run(
                transaction -> {
                    Event.Withdrawn withdrawn =
                            Queries.bySubmission(transaction.sql(), submission)
                                    .orElseThrow(Curation::noResponse);
                    transaction.record(withdrawn);
                    String about = name(withdrawn.study(), submission);
                    transaction.record(audited(who, "erased a response", about));
                    return null;
                });
        eraser.erase();
    }

    private static StoreException noResponse() {
        return new StoreException.Unknown("There is no such response; it may have been erased.");
    }

    // Measurements

    /** The measurements of a study that wait for approval. */
    public List<InstallTime> waiting(String study) {
        return folder.read(sql -> Queries.installTimes(sql, study, true));
    }

    /** Lets measurements count; says how many there were. */
    public int approve(String who, String study, List<String> ids) {
        return writer.run(
                transaction -> {
                    Sql sql = transaction.sql();
                    List<String> found =
                            CurationQueries.measurements(sql, study, ids).stream()
                                    .map(Event.MeasurementErased::id)
                                    .toList();
                    if (found.isEmpty()) return 0;
                    transaction.record(new Event.MeasurementsApproved(study, found));
                    String what = "approved " + found.size() + " measured times";
                    transaction.record(audited(who, what, study));
                    return found.size();
                });
    }

    /** Erases measurements, which do not come again; says how many there were. */
    public int eraseMeasurements(String who, String study, List<String> ids) {
        int gone =
                writer.run(
                        transaction -> {
                            List<Event.MeasurementErased> found =
                                    CurationQueries.measurements(transaction.sql(), study, ids);
                            for (Event erased : found) transaction.record(erased);
                            String what = "erased " + found.size() + " measured times";
                            if (!found.isEmpty()) transaction.record(audited(who, what, study));
                            return found.size();
                        });
        if (gone > 0) eraser.erase();
        return gone;
    }

    // Invitations and studies

    /** Erases an invitation: its link no longer works, and what it was called is forgotten. */
    public void eraseInvitation(String who, String study, String tokenHash) {
        writer.run(
                transaction -> {
                    Studies.requireInvitation(transaction.sql(), study, tokenHash);
                    eraseInvitations(transaction, study, Set.of(tokenHash));
                    transaction.record(audited(who, "erased an invitation", study));
                    return null;
                });
        eraser.erase();
    }

    /**
     * Erases the invitations whose tokens cannot be made again and that nobody has answered with,
     * and makes new ones with the same labels in their place.
     *
     * @return how many
     */
    public int replaceInvitations(String who, String study) {
        int replaced =
                writer.run(
                        transaction -> {
                            List<Invitation> old =
                                    Queries.invitations(transaction.sql(), study).stream()
                                            .filter(i -> i.seed().isEmpty() && !i.answered())
                                            .toList();
                            if (old.isEmpty()) return 0;
                            List<String> labels = old.stream().map(Invitation::label).toList();
                            Studies.invite(transaction, key, study, labels);
                            eraseInvitations(
                                    transaction,
                                    study,
                                    old.stream()
                                            .map(Invitation::tokenHash)
                                            .collect(Collectors.toSet()));
                            String what = "replaced " + old.size() + " invitations";
                            transaction.record(audited(who, what, study));
                            return old.size();
                        });
        if (replaced > 0) eraser.erase();
        return replaced;
    }

    /** A line about them names others, too: one new line names those that stay. */
    private static void eraseInvitations(
            Transaction transaction, String study, Set<String> tokenHashes) throws SQLException {
        Sql sql = transaction.sql();
        List<Event.InvitationsIssued.Issued> others =
                Queries.invitations(sql, study).stream()
                        .filter(invitation -> !tokenHashes.contains(invitation.tokenHash()))
                        .map(
                                invitation ->
                                        new Event.InvitationsIssued.Issued(
                                                invitation.tokenHash(),
                                                invitation.label(),
                                                invitation.seed()))
                        .toList();
        List<String> spent = new ArrayList<>(Queries.spentTokens(sql, study));
        spent.removeAll(tokenHashes);
        transaction.record(
                new Event.InvitationsRelisted(
                        study, others, CurationQueries.invitationLines(sql, study)));
        Gathering.gather(transaction, study, spent);
    }

    /** Erases a study with everything of it: versions, answers, drafts, invitations, times. */
    public void eraseStudy(String who, String study) {
        writer.run(
                transaction -> {
                    eraseStudy(transaction, study);
                    transaction.record(audited(who, "erased the study", study));
                    return null;
                });
        changed.accept(study);
        eraser.erase();
    }

    private static void eraseStudy(Transaction transaction, String study) throws SQLException {
        Sql sql = transaction.sql();
        Studies.requireState(sql, study);
        for (String participant : CurationQueries.drafting(sql, study)) {
            transaction.record(new Event.DraftDropped(participant));
        }
        transaction.record(new Event.StudyErased(study, CurationQueries.studyLines(sql, study)));
    }

    private static Event audited(String who, String what, String about) {
        return new Event.Audited(who, what, about);
    }

    /** What the audit log calls a response: enough to find it, while it is there. */
    private static String name(String study, String submission) {
        return study + ", response " + submission.substring(0, Math.min(8, submission.length()));
    }
}
