package org.duograph.survey.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journals and the database of one folder, brought in step: what the database lacks is read
 * from the journals. Used by one thread at a time, but for reading the database.
 */
final class Folder implements Writer.Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(Folder.class);

    /** After so many lines read, the database commits. */
    private static final int LINES_PER_COMMIT = 2000;

    private final Path path;
    private final Clock clock;
    private final Faults faults;
    private volatile Database database;
    private Journal journal;
    private Journal drafts;
    private boolean broken;

    Folder(Path path, Clock clock, Faults faults) throws IOException, SQLException {
        this.path = path;
        this.clock = clock;
        this.faults = faults;
        open();
    }

    Database database() {
        return database;
    }

    private void open() throws IOException, SQLException {
        database = openDatabase();
        CatchUp catchUp = new CatchUp(database);
        // Drafts first: a submission ends its draft.
        long known = Queries.progress(database.writing(), "drafts");
        drafts = Journal.open(path.resolve("drafts"), known, catchUp, Faults.NONE);
        known = Queries.progress(database.writing(), "journal");
        journal = Journal.open(path.resolve("journal"), known, catchUp, faults);
        database.commit();
        if (catchUp.lines > 0) LOG.info("Took {} lines over from the journal.", catchUp.lines);
        broken = false;
    }

    private Database openDatabase() throws IOException, SQLException {
        Path file = path.resolve("database").resolve("survey");
        try {
            Database opened = new Database(file);
            if (opened.isCurrent()) return opened;
            opened.close();
            LOG.info("The database has tables of another version; it is built anew.");
        } catch (SQLException e) {
            LOG.warn("The database cannot be read; it is built anew from the journal.", e);
        }
        if (Files.isDirectory(file.getParent())) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(file.getParent())) {
                for (Path old : files) Files.delete(old);
            }
        }
        return new Database(file);
    }

    /** Applies lines, with a commit now and then. */
    private static final class CatchUp implements Journal.Reader {
        private final Database database;
        private final Projection projection;
        private long lines;

        CatchUp(Database database) {
            this.database = database;
            this.projection = new Projection(database.writing());
        }

        @Override
        public void read(Line line) throws SQLException {
            projection.apply(line);
            if (++lines % LINES_PER_COMMIT == 0) database.commit();
        }
    }

    @Override
    public Transaction begin() throws IOException, SQLException {
        if (broken) {
            closeQuietly();
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
        // After the journal: a draft must not be dropped for a submission that was not kept.
        if (!transaction.draftLines().isEmpty()) {
            drafts.append(transaction.draftLines());
            drafts.force();
        }
        database.commit();
        faults.at(Faults.Point.COMMITTED);
    }

    @Override
    public void undo(Transaction transaction) {
        try {
            journal.takeBack();
            drafts.takeBack();
            database.rollback();
        } catch (IOException | SQLException e) {
            LOG.error("The folder {} cannot be written.", path, e);
            broken = true;
        }
    }

    void closeQuietly() {
        try {
            journal.close();
            drafts.close();
            database.close();
        } catch (IOException | SQLException e) {
            LOG.warn("The folder {} was not closed in good order.", path, e);
        }
    }
}
