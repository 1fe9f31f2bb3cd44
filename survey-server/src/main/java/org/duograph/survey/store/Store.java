package org.duograph.survey.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.duograph.survey.study.Study;
import org.duograph.survey.study.StudyFormatException;

/**
 * Everything that a survey server keeps, in one folder. Methods may be called from any thread; what
 * changes something returns when the change is on the disk, and throws {@link StoreException} where
 * nothing was changed.
 */
public final class Store implements AutoCloseable {
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private final Path path;
    private final Clock clock;
    private final FolderLock lock;
    private final Folder folder;
    private final Writer writer;
    private final byte[] key;
    private final Eraser eraser;
    private final Accounts accounts;
    private final Curation curation;

    private Store(Path path, Clock clock, FolderLock lock, Folder folder) {
        this.path = path;
        this.clock = clock;
        this.lock = lock;
        this.folder = folder;
        this.writer = new Writer(folder);
        this.accounts = new Accounts(folder, writer);
        try {
            this.key = writer.run(Store::keyOf);
            this.eraser = new Eraser(folder, writer);
            this.curation = new Curation(folder, writer, eraser, key, known::remove);
        } catch (RuntimeException e) {
            writer.stop();
            folder.close();
            throw e;
        }
    }

    /**
     * Opens the folder, or begins a new one.
     *
     * @throws StoreException.Unusable if another server uses it, or the journal is damaged
     */
    public static Store open(Path path, Clock clock) {
        return open(path, clock, Faults.NONE);
    }

    static Store open(Path path, Clock clock, Faults faults) {
        FolderLock lock = null;
        try {
            lock = FolderLock.take(path);
            Permissions.mend(path);
            return new Store(path, clock, lock, new Folder(path, clock, faults));
        } catch (IOException | SQLException e) {
            release(lock);
            throw new StoreException.Unusable("The folder " + path + " cannot be opened: " + e, e);
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    private static void release(FolderLock lock) {
        try {
            if (lock != null) lock.close();
        } catch (IOException e) {
            throw new StoreException.Unusable("The lock cannot be given back: " + e, e);
        }
    }

    private static byte[] keyOf(Transaction transaction) throws SQLException {
        Optional<String> kept = Queries.setting(transaction.sql(), "key");
        if (kept.isPresent()) return Base64.getDecoder().decode(kept.get());
        byte[] key = Secrets.randomBytes(32);
        transaction.record(new Event.Created(key));
        return key;
    }

    /** A secret of this folder, the same for ever: signs cookies and forms. */
    public byte[] key() {
        return key.clone();
    }

    // Studies

    /**
     * Publishes a version of a study, which makes a new study open. The same version with the same
     * text may be published again; nothing happens then.
     *
     * @param yaml the study's text
     * @return the study that was read from it
     * @throws StudyFormatException if the text is no study, or says what would do nothing
     * @throws StoreException.Conflict if the version exists with another text, or if the study has
     *     answers and would change between anonymous and not
     */
    public Study publish(String yaml) {
        Study study = Study.parse(yaml);
        if (study(study.id(), study.version()).isEmpty()) {
            Study.proofread(yaml);
        }
        writer.run(
                transaction -> {
                    Studies.publish(transaction, study, yaml);
                    return null;
                });
        known.remove(study.id());
        return study;
    }

    /** The ids of all studies, archived ones too. */
    public List<String> studies() {
        return folder.read(Queries::studies);
    }

    /** All versions, oldest first. */
    public List<StudyVersion> versions(String study) {
        return known(study).map(Known::versions).orElse(List.of());
    }

    public Optional<StudyVersion> study(String study, int version) {
        return folder.read(sql -> Queries.version(sql, study, version));
    }

    public Optional<StudyVersion> latest(String study) {
        return versions(study).stream().reduce((older, newer) -> newer);
    }

    /**
     * @throws StoreException.Unknown if there is no such study
     */
    public StudyState state(String study) {
        return require(study).state();
    }

    /** When the study opens and closes by itself, while it is open. */
    public Schedule schedule(String study) {
        return require(study).schedule();
    }

    /** Whether the study takes answers at this moment. */
    public Opening opening(String study) {
        return require(study).at(clock.instant());
    }

    public void setSchedule(String study, Schedule schedule) {
        writer.run(transaction -> Studies.schedule(transaction, study, schedule));
        known.remove(study);
    }

    private Known require(String study) {
        return known(study).orElseThrow(() -> Studies.unknown(study));
    }

    /** What every visit asks for, read from the database once and again after a change. */
    private Optional<Known> known(String study) {
        return Optional.ofNullable(
                known.computeIfAbsent(
                        study, id -> folder.read(sql -> Known.read(sql, id)).orElse(null)));
    }

    /** Opens, closes or archives a study; gathers the spent tokens of one that is not open. */
    public void setState(String study, StudyState state) {
        writer.run(transaction -> Studies.move(transaction, study, state));
        known.remove(study);
        eraser.gather();
    }

    /**
     * @throws StoreException.Unknown if there is no such study
     */
    public Counts counts(String study) {
        return folder.read(sql -> Queries.counts(sql, study))
                .orElseThrow(() -> Studies.unknown(study));
    }

    // Invitations

    /**
     * Makes a personal token for each label. Only their hashes are kept, and their {@link #token}
     * can be made again.
     *
     * @return the tokens, in the order of the labels
     */
    public List<String> issueInvitations(String study, List<String> labels) {
        return writer.run(transaction -> Studies.invite(transaction, key, study, labels));
    }

    /** The token of an invitation; none where an older server made it at random. */
    public Optional<String> token(Invitation invitation) {
        return invitation.seed().map(seed -> Secrets.invitationToken(key, seed));
    }

    public List<Invitation> invitations(String study) {
        return folder.read(sql -> Queries.invitations(sql, study));
    }

    /** The invitation that a token belongs to; by its {@link Secrets#hash}. */
    public Optional<Invitation> invitation(String tokenHash) {
        return folder.read(sql -> Queries.invitation(sql, tokenHash));
    }

    // Answers

    /**
     * Counts somebody who does not take part; nothing else about them is kept.
     *
     * @throws StoreException.Closed if the study takes no answers
     */
    public void refuse(String study) {
        writer.run(
                transaction -> {
                    Answering.refuse(transaction, study);
                    return null;
                });
    }

    /**
     * Keeps a draft in place of the participant's earlier one.
     *
     * @param token the personal token that the participant came with: it must not be spent yet
     */
    public void saveDraft(Draft draft, Optional<String> token) {
        writer.run(
                transaction -> {
                    Answering.save(transaction, draft, token);
                    return null;
                });
    }

    public Optional<Draft> draft(String participant) {
        return folder.read(sql -> Queries.draft(sql, participant));
    }

    /** The draft begun with a personal token. */
    public Optional<Draft> draftByToken(String token) {
        return folder.read(sql -> Queries.draftByToken(sql, token));
    }

    /**
     * Keeps answers for good, spends the token and ends the draft. The same submission again gets
     * the same receipt.
     *
     * @throws StoreException.Conflict if other answers were kept under that id, or withdrawn
     * @throws StoreException.AlreadyAnswered if the token was spent on another submission
     * @throws StoreException.Closed if the study takes no answers
     * @throws StoreException.Unknown if there is no such study, version or token
     */
    public Receipt submit(Submission submission) {
        return writer.run(transaction -> Answering.submit(transaction, submission, key));
    }

    /** Whether answers were kept that came with a panel's identifier. */
    public boolean answered(String study, String panel) {
        return folder.read(sql -> Queries.isAnswered(sql, study, panel));
    }

    /** The receipt of a submission that was kept. */
    public Optional<Receipt> receipt(String submission) {
        String code = Secrets.receiptCode(key, submission);
        return folder.read(sql -> Queries.kept(sql, submission, code)).map(Queries.Kept::receipt);
    }

    /**
     * Withdraws what a receipt was given for: the answers are gone from the responses and from the
     * journal when this returns, and from the database's file soon after.
     *
     * @param code as it was typed: case and blanks do not matter
     * @return whether the receipt was valid, and not used before
     */
    public boolean withdraw(String code) {
        String hash = Secrets.hash(Secrets.typed(code));
        return erase(
                transaction ->
                        Answering.withdraw(
                                transaction, Queries.byReceipt(transaction.sql(), hash)));
    }

    /** As {@link #withdraw}, by the submission's id: for a test, or where a participant asks. */
    public boolean erase(String submission) {
        return erase(
                transaction ->
                        Answering.withdraw(
                                transaction, Queries.bySubmission(transaction.sql(), submission)));
    }

    /** Forgets a participant's draft as thoroughly; says whether there was one. */
    public boolean discardDraft(String participant) {
        return erase(transaction -> Answering.discard(transaction, participant));
    }

    private boolean erase(Writer.Decision<Boolean> decision) {
        boolean found = writer.run(decision);
        if (found) eraser.erase();
        return found;
    }

    /**
     * The responses to a study that count, in the order of their random ids: tests are left out,
     * and so are those that a researcher excluded.
     */
    public Stream<Response> responses(String study) {
        return stream(study, false, false);
    }

    /** As {@link #responses}, with the excluded ones, which their remark tells apart. */
    public Stream<Response> allResponses(String study) {
        return stream(study, false, true);
    }

    /** What researchers answered when they tried the study. */
    public Stream<Response> testResponses(String study) {
        return stream(study, true, false);
    }

    private Stream<Response> stream(String study, boolean test, boolean excluded) {
        Iterable<List<Response>> pages = () -> new ResponsePages(folder, study, test, excluded);
        return StreamSupport.stream(pages.spliterator(), false).flatMap(List::stream);
    }

    // Install times

    /**
     * Keeps a measured installation; the same id again changes nothing.
     *
     * @return whether it counts: without a personal token it waits for a researcher's approval
     */
    public boolean addInstallTime(InstallTime time) {
        return writer.run(transaction -> Answering.time(transaction, time));
    }

    /** The measurements that count; {@link Curation#waiting} has the others. */
    public List<InstallTime> installTimes(String study) {
        return folder.read(sql -> Queries.installTimes(sql, study, false));
    }

    // Administration

    /** Who may log in. */
    public Accounts accounts() {
        return accounts;
    }

    /** What a researcher does with what was kept. */
    public Curation curation() {
        return curation;
    }

    /** The hash of the first administrator's password; none before it is set the first time. */
    public Optional<String> adminPassword() {
        return accounts.find(Account.FIRST).flatMap(Account::password);
    }

    public void setAdminPassword(String hash) {
        writer.record(new Event.PasswordSet(hash));
    }

    /** Notes who did what to what. */
    public void audit(String who, String what, String about) {
        writer.record(new Event.Audited(who, what, about));
    }

    /** The latest notes, newest first. */
    public List<AuditEntry> audits(int count) {
        return folder.read(sql -> Queries.audits(sql, count));
    }

    /**
     * Writes a backup, a zip file, while the server goes on. {@link Backup#restore} takes it.
     *
     * @param out stays open
     */
    public void backup(OutputStream out) throws IOException {
        Backup.write(path, out);
    }

    /** Answers what waits, then closes the folder. */
    @Override
    public void close() {
        eraser.stop();
        writer.stop();
        folder.close();
        release(lock);
    }
}
