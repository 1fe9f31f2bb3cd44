package org.duograph.survey.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.duograph.survey.files.OwnersOnly;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.mvstore.MVStore;

/**
 * The H2 database in one file: one connection that writes, used by one thread at a time, and a few
 * that read.
 *
 * <p>{@code WRITE_DELAY=0} writes each commit before it returns: at H2's default a killed process
 * loses half a second of commits. {@code OPTIMIZE_REUSE_RESULTS=0} avoids stale results of repeated
 * queries (h2database issue 4299). {@code RETENTION_TIME} lets space be used again after a second
 * rather than 45, which at 500 commits a second would be a gigabyte; the rest of that time guards
 * against a failure of power, and so does the journal.
 */
final class Database implements AutoCloseable {
    /** H2's ending of the file. */
    static final String ENDING = ".mv.db";

    private static final String SCHEMA = "11";

    /** An eighth of the memory that Java may take: what is not there is read a page at a time. */
    private static final long CACHE_KILOBYTES = Runtime.getRuntime().maxMemory() / 8 / 1024;

    private static final String SETTINGS =
            ";WRITE_DELAY=0;RETENTION_TIME=1000;DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=64"
                    + ";OPTIMIZE_REUSE_RESULTS=0;TRACE_LEVEL_FILE=0;CACHE_SIZE="
                    + CACHE_KILOBYTES;

    static {
        // H2 would hash the whole text of every row it reads, to look for an equal one in a cache.
        System.setProperty("h2.objectCache", "false");
    }

    private static final int COMMITS_TO_COMPACT = 32;
    private static final int FILLED_PERCENT = 70;
    private static final int MOVED_BYTES = 1 << 20;

    private static final int READERS = 16;
    private static final int PATIENCE_MILLIS = 10_000;

    /** A question, asked on a connection of its own. */
    interface Query<T> {
        T ask(Sql sql) throws SQLException;
    }

    private final Path file;
    private final JdbcConnectionPool readers;
    private final Connection writer;
    private final Sql sql;
    private final MVStore store;
    private int uncompacted;

    private Database(Path file, String settings) throws SQLException {
        this.file = file;
        String path = file.toAbsolutePath().toString();
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(
                "jdbc:h2:file:" + path.substring(0, path.length() - ENDING.length()) + settings);
        source.setUser("sa");
        writer = source.getConnection();
        writer.setAutoCommit(false);
        sql = new Sql(writer);
        store =
                ((SessionLocal) writer.unwrap(JdbcConnection.class).getSession())
                        .getDatabase()
                        .getStore()
                        .getMvStore();
        readers = JdbcConnectionPool.create(source);
        readers.setMaxConnections(READERS);
    }

    /** Makes a database with empty tables. It is not {@link #isComplete} yet. */
    static Database create(Path file) throws SQLException, IOException {
        OwnersOnly.createFolder(file.getParent());
        OwnersOnly.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE).close();
        Database database = new Database(file, SETTINGS);
        try (InputStream schema = Database.class.getResourceAsStream("schema.sql");
                Statement statement = database.writer.createStatement()) {
            statement.execute(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
        }
        database.commit();
        return database;
    }

    static Database open(Path file) throws SQLException {
        return new Database(file, SETTINGS + ";IFEXISTS=TRUE");
    }

    static Database openToRead(Path file) throws SQLException {
        return new Database(file, SETTINGS + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r");
    }

    Path file() {
        return file;
    }

    /** Whether it was built to its end, with the tables of this program. */
    boolean isComplete() throws SQLException {
        return Queries.setting(sql, "schema").filter(SCHEMA::equals).isPresent();
    }

    void complete() throws SQLException {
        sql.update("MERGE INTO setting VALUES ('schema', ?)", SCHEMA);
        commit();
    }

    /** The connection that writes. Its changes are seen by others after {@link #commit}. */
    Sql writing() {
        return sql;
    }

    void commit() throws SQLException {
        writer.commit();
        uncompacted++;
    }

    /**
     * Keeps the file small, every few commits. Each commit writes the pages it changes to a chunk
     * of their own, which takes space until the last of them has changed again; this moves the
     * pages that live on out of those chunks. H2 does it by itself only where commits may be
     * delayed.
     */
    void compact() {
        if (uncompacted < COMMITS_TO_COMPACT) return;
        uncompacted = 0;
        store.compact(FILLED_PERCENT, MOVED_BYTES);
    }

    void rollback() throws SQLException {
        writer.rollback();
    }

    <T> T read(Query<T> query) throws SQLException {
        try (Connection reader = readers.getConnection()) {
            return query.ask(new Sql(reader));
        }
    }

    /** Closes the database when nobody reads any more. */
    @Override
    public void close() throws SQLException {
        readers.dispose();
        try {
            for (int i = 0; readers.getActiveConnections() > 0 && i < PATIENCE_MILLIS; i++) {
                Thread.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writer.close();
    }
}
