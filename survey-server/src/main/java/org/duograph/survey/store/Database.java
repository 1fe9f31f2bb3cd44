package org.duograph.survey.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;

/**
 * The H2 database in one file: one connection that writes, used by one thread at a time, and a few
 * that read.
 *
 * <p>{@code WRITE_DELAY=0} writes each commit before it returns: at H2's default a killed process
 * loses half a second of commits. {@code OPTIMIZE_REUSE_RESULTS=0} avoids stale results of repeated
 * queries (h2database issue 4299).
 */
final class Database implements AutoCloseable {
    static final int SCHEMA = 1;

    private static final String SETTINGS =
            ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=64;OPTIMIZE_REUSE_RESULTS=0"
                    + ";TRACE_LEVEL_FILE=0";

    /** A question, asked on a connection of its own. */
    interface Query<T> {
        T ask(Sql sql) throws SQLException;
    }

    private final JdbcConnectionPool readers;
    private final Connection writer;
    private final Sql sql;

    /** Opens the file, or makes it; {@code file} is without H2's ending {@code .mv.db}. */
    Database(Path file) throws SQLException, IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + file.toAbsolutePath() + SETTINGS);
        source.setUser("sa");
        writer = source.getConnection();
        sql = new Sql(writer);
        readers = JdbcConnectionPool.create(source);
        readers.setMaxConnections(16);
        writer.setAutoCommit(false);
        if (!sql.exists(
                "SELECT 1 FROM information_schema.tables WHERE table_name = ?", "PROGRESS")) {
            createTables();
        }
    }

    private void createTables() throws SQLException, IOException {
        try (InputStream schema = Database.class.getResourceAsStream("schema.sql");
                Statement statement = writer.createStatement()) {
            statement.execute(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
        }
        sql.update("INSERT INTO setting VALUES ('schema', ?)", Integer.toString(SCHEMA));
        writer.commit();
    }

    /** Whether the tables are those of this program. */
    boolean isCurrent() throws SQLException {
        return sql.first(row -> row.getString(1), "SELECT text FROM setting WHERE name = 'schema'")
                .filter(Integer.toString(SCHEMA)::equals)
                .isPresent();
    }

    /** The connection that writes. Its changes are seen by others after {@link #commit}. */
    Sql writing() {
        return sql;
    }

    void commit() throws SQLException {
        writer.commit();
    }

    void rollback() throws SQLException {
        writer.rollback();
    }

    <T> T read(Query<T> query) {
        try (Connection reader = readers.getConnection()) {
            return query.ask(new Sql(reader));
        } catch (SQLException e) {
            throw new StoreException.Unavailable(
                    "The database cannot be read now. Try again; if it persists, restart the"
                            + " server.",
                    e);
        }
    }

    @Override
    public void close() throws SQLException {
        readers.dispose();
        writer.close();
    }
}
