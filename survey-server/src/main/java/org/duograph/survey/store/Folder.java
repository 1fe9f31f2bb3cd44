package org.duograph.survey.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journals and the database of one folder, kept in step: what the database lacks is read from
 * the journals. Used by the writer's thread, but for {@link #read} and where noted.
 */
final class Folder implements Writer.Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(Folder.class);

    /** The journal of drafts is rewritten after so many lines, or more if that many are alive. */
    private static final int DRAFT_LINES = 10_000;

    private final Path path;
    private final Clock clock;
    private final Faults faults;
    private final Databases databases;
    private volatile Database database;
    private Journal journal;
    private Journal drafts;
    private boolean broken;
    private volatile boolean damaged;
    private long nextForgetting;

    Folder(Path path, Clock clock, Faults faults) throws IOException, SQLException {
        this.path = path;
        this.clock = clock;
        this.faults = faults;
        this.databases = new Databases(path.resolve("database"));
        try {
            open();
        } catch (SQLException | UncheckedIOException e) {
            LOG.warn("The database of {} is damaged; it is built anew from the journal.", path, e);
            databases.discard();
            open();
        }
    }

    /** Opens the folder, at the start and after it could not be written, on a full disk say. */
    private void open() throws IOException, SQLException {
        requireBeginning();
        database = databases.open();
        try {
            CatchUp catchUp = new CatchUp(database, Long.MAX_VALUE);
            // Drafts first: a submission ends its draft.
            drafts = Journal.openOrSalvage(path.resolve("drafts"), progress("drafts"), catchUp);
            journal = Journal.open(path.resolve("journal"), progress("journal"), catchUp, faults);
            // Where a study was erased, and the end of its drafts did not come to the disk.
            dropDraftsOfNoStudy();
            database.commit();
            if (!database.isComplete()) database.complete();
            broken = false;
            nextForgetting = drafts.sequence() + DRAFT_LINES;
            if (drafts.isSalvaged()) forgetEndedDrafts();
        } catch (IOException | SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Without it, a database built anew would lack the oldest answers, and nobody would notice. */
    private void requireBeginning() throws IOException {
        List<Path> segments = Segments.files(path.resolve("journal"));
        if (!segments.isEmpty() && Segments.firstSequence(segments.get(0)) != 1) {
            throw new StoreException.Unusable(
                    "The journal file %s is missing. Restore a backup."
                            .formatted(Segments.file(path.resolve("journal"), 1)));
        }
    }

    private void dropDraftsOfNoStudy() throws SQLException {
        for (String table : List.of("draft", "draft_count")) {
            database.writing()
                    .update("DELETE FROM " + table + " WHERE study NOT IN (SELECT id FROM study)");
        }
    }

    private long progress(String journal) throws SQLException {
        return Queries.progress(database.writing(), journal);
    }

    /** Asks the database. May be called from any thread. */
    <T> T read(Database.Query<T> query) {
        for (Database asked = database; ; ) {
            try {
                return asked.read(query);
            } catch (SQLException e) {
                // It may have been replaced in the meantime; then ask the new one.
                if (asked == database) {
                    throw new StoreException.Unavailable(
                            "The database cannot be read at the moment. Try again in a minute.", e);
                }
                asked = database;
            } catch (UncheckedIOException e) {
                damaged = true; // what a row says cannot be read
                throw new StoreException.Unavailable(
                        "The database is damaged, and built anew from the journal. Try again in a"
                                + " minute.",
                        e);
            }
        }
    }

    @Override
    public Transaction begin() throws IOException, SQLException {
        if (broken) {
            close();
            open();
            LOG.info("The folder {} can be written again.", path);
        }
        return new Transaction(database.writing(), clock, journal.sequence(), drafts.sequence());
    }

    @Override
    public void keep(Transaction transaction) throws IOException, SQLException {
        faults.at(Faults.Point.DECIDED);
        if (!transaction.lines().isEmpty()) {
            journal.append(transaction.lines());
            journal.force();
        }
        if (!transaction.draftLines().isEmpty()) {
            drafts.append(transaction.draftLines());
            drafts.force();
        }
        database.commit();
        faults.at(Faults.Point.COMMITTED);
    }

    /**
     * Keeps the journal of drafts and the database's file short; no request fails because of it.
     */
    @Override
    public void tidy() {
        if (broken) return;
        try {
            if (drafts.sequence() > nextForgetting) forgetEndedDrafts();
            database.compact();
        } catch (IOException | SQLException e) {
            LOG.warn("The journal of drafts could not be shortened.", e);
            nextForgetting = drafts.sequence() + DRAFT_LINES;
        } catch (RuntimeException e) {
            LOG.error("The database of {} could not be compacted.", path, e);
            broken = true;
        }
    }

    @Override
    public void undo() {
        if (broken) return;
        try {
            journal.takeBack();
            drafts.takeBack();
            database.rollback();
            // What one journal kept before the other failed is not undone, but taken over.
            broken =
                    progress("journal") != journal.sequence()
                            || progress("drafts") != drafts.sequence();
        } catch (IOException | SQLException e) {
            LOG.error("The folder {} cannot be written.", path, e);
            broken = true;
        }
    }

    /** Removes unwanted lines, and all drafts that ended, from the journals. */
    void erase() throws IOException, SQLException {
        journal.erase(new TreeSet<>(Queries.unerased(database.writing())));
        forgetEndedDrafts();
    }

    private void forgetEndedDrafts() throws IOException, SQLException {
        try {
            long before = drafts.sequence();
            drafts.replaceAll(liveDrafts(), clock.instant());
            database.writing()
                    .update("MERGE INTO progress VALUES ('drafts', ?)", drafts.sequence());
            database.commit();
            long live = drafts.sequence() - before;
            nextForgetting = drafts.sequence() + Math.max(DRAFT_LINES, 3 * live);
        } catch (IOException | SQLException e) {
            undo();
            throw e;
        }
    }

    /** Drafts as they stand, one event each. May be called from any thread. */
    Iterator<Event> liveDrafts() {
        int page = 500;
        return Stream.iterate(
                        read(sql -> Queries.drafts(sql, "", page)),
                        some -> !some.isEmpty(),
                        some -> {
                            String after = some.get(some.size() - 1).participant();
                            return read(sql -> Queries.drafts(sql, after, page));
                        })
                .flatMap(List::stream)
                .map(draft -> (Event) new Event.DraftSaved(draft))
                .iterator();
    }

    /** Whether something must not stay that may still be in the database's file. Any thread. */
    boolean holdsUnwanted() {
        return !read(Queries::unerased).isEmpty();
    }

    /** Whether the database was found to hold what cannot be read. Any thread. */
    boolean isDamaged() {
        return damaged;
    }

    /** Builds a database of what the journal holds, to {@link #replaceWith}. Any thread. */
    Database rebuild() throws IOException, SQLException {
        Database next = databases.create();
        Segments.read(path.resolve("journal"), 0, new CatchUp(next, journal.forcedSequence()));
        next.commit();
        return next;
    }

    /** Lets a database that was built anew catch up and take the place of this one. */
    void replaceWith(Database next) throws IOException, SQLException {
        if (broken || !Files.exists(next.file())) throw new IOException(path + " was opened anew");
        CatchUp catchUp = new CatchUp(next, Long.MAX_VALUE);
        Segments.read(path.resolve("drafts"), 0, catchUp);
        long known = Queries.progress(next.writing(), "journal");
        Segments.read(path.resolve("journal"), known, catchUp);
        next.commit();
        next.complete();
        Database old = database;
        database = next;
        damaged = false;
        databases.remove(old);
    }

    void close() {
        try {
            if (journal != null) journal.close();
            if (drafts != null) drafts.close();
            database.close();
        } catch (IOException | SQLException e) {
            LOG.warn("The folder {} was not closed in good order.", path, e);
        }
    }
}
