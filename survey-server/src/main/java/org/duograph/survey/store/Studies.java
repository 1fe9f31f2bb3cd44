package org.duograph.survey.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duograph.survey.study.Privacy;
import org.duograph.survey.study.Study;

/** Decisions about studies and invitations. */
final class Studies {
    private Studies() {}

    static void publish(Transaction transaction, Study published, String yaml) throws SQLException {
        String study = published.id();
        int version = published.version();
        Privacy privacy = published.privacy();
        Sql sql = transaction.sql();
        Optional<StudyVersion> existing = Queries.version(sql, study, version);
        if (existing.isPresent()) {
            if (existing.get().yaml().equals(yaml)) return;
            throw new StoreException.Conflict(
                    "Version %d of the study %s exists with another text, and versions are never changed. Give the new text a new version number in line %d."
                            .formatted(version, study, Study.lineOf(yaml, "version")));
        }
        List<StudyVersion> versions = Queries.versions(sql, study);
        int latest = versions.stream().mapToInt(StudyVersion::version).max().orElse(0);
        if (version < latest) {
            throw new StoreException.Conflict(
                    "Version %d of the study %s is there already, and versions only go up. Write version: %d in line %d."
                            .formatted(latest, study, latest + 1, Study.lineOf(yaml, "version")));
        }
        boolean changesPrivacy = versions.stream().anyMatch(older -> older.privacy() != privacy);
        if (changesPrivacy && Queries.hasResponses(sql, study)) {
            throw new StoreException.Conflict(
                    "The study %s has answers, which were promised to be %s. Publish under another study id to change that."
                            .formatted(
                                    study,
                                    privacy == Privacy.ANONYMOUS ? "pseudonymous" : "anonymous"));
        }
        transaction.record(
                new Event.StudyPublished(study, version, privacy, published.invitedOnly(), yaml));
    }

    static List<String> invite(
            Transaction transaction, byte[] key, String study, List<String> labels)
            throws SQLException {
        requireState(transaction.sql(), study);
        List<String> tokens = new ArrayList<>();
        List<Event.InvitationsIssued.Issued> issued = new ArrayList<>();
        for (String label : labels) {
            String seed = Secrets.newToken();
            String token = Secrets.invitationToken(key, seed);
            tokens.add(token);
            String hash = Secrets.hash(token);
            issued.add(new Event.InvitationsIssued.Issued(hash, label, Optional.of(seed)));
        }
        if (!issued.isEmpty()) transaction.record(new Event.InvitationsIssued(study, issued));
        return tokens;
    }

    static boolean isAnonymous(Sql sql, String study) throws SQLException {
        return Queries.versions(sql, study).stream()
                .anyMatch(version -> version.privacy() == Privacy.ANONYMOUS);
    }

    static StudyState requireState(Sql sql, String study) throws SQLException {
        return Queries.state(sql, study).orElseThrow(() -> unknown(study));
    }

    static StudyState move(Transaction transaction, String study, StudyState state)
            throws SQLException {
        requireState(transaction.sql(), study);
        transaction.record(new Event.StudyMoved(study, state));
        return state;
    }

    static Schedule schedule(Transaction transaction, String study, Schedule schedule)
            throws SQLException {
        requireState(transaction.sql(), study);
        transaction.record(new Event.StudyScheduled(study, schedule));
        return schedule;
    }

    static Opening opening(Transaction transaction, String study) throws SQLException {
        Sql sql = transaction.sql();
        return requireState(sql, study) == StudyState.OPEN
                ? Queries.schedule(sql, study).at(transaction.now())
                : Opening.CLOSED;
    }

    static void requireOpen(Transaction transaction, String study) throws SQLException {
        Opening opening = opening(transaction, study);
        if (opening == Opening.NOT_YET) {
            throw new StoreException.Closed("The study " + study + " takes no answers yet.");
        }
        if (opening != Opening.OPEN) {
            throw new StoreException.Closed("The study " + study + " takes no answers any more.");
        }
    }

    static StudyVersion requireVersion(Sql sql, String study, int version) throws SQLException {
        return Queries.version(sql, study, version)
                .orElseThrow(
                        () ->
                                new StoreException.Unknown(
                                        "There is no version " + version + " of " + study + "."));
    }

    static Invitation requireInvitation(Sql sql, String study, String tokenHash)
            throws SQLException {
        return Queries.invitation(sql, tokenHash)
                .filter(invitation -> invitation.study().equals(study))
                .orElseThrow(
                        () ->
                                new StoreException.Unknown(
                                        "There is no such invitation to the study " + study + "."));
    }

    static StoreException.Unknown unknown(String study) {
        return new StoreException.Unknown("There is no study " + study + ".");
    }
}
