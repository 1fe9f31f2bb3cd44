package org.duograph.survey.store;

import java.sql.SQLException;

/** Applies lines of a journal to a database, up to a last one, with a commit now and then. */
final class CatchUp implements Journal.Reader {
    private static final int LINES_PER_COMMIT = 2000;

    private final Database database;
    private final Projection projection;
    private final long last;
    private long lines;

    CatchUp(Database database, long last) {
        this.database = database;
        this.projection = new Projection(database.writing());
        this.last = last;
    }

    @Override
    public void read(Line line) throws SQLException {
        if (line.sequence() > last) return;
        projection.apply(line);
        if (++lines % LINES_PER_COMMIT == 0) database.commit();
    }
}
