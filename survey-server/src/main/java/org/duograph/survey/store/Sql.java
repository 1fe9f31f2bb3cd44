package org.duograph.survey.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prepared statements on one connection; the only place that runs them. */
record Sql(Connection connection) {
    /** Makes something of the current row. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    int update(String statement, Object... arguments) throws SQLException {
        try (PreparedStatement prepared = prepare(statement, arguments)) {
            return prepared.executeUpdate();
        }
    }

    <T> List<T> all(Row<T> row, String query, Object... arguments) throws SQLException {
        try (PreparedStatement prepared = prepare(query, arguments);
                ResultSet rows = prepared.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) all.add(row.read(rows));
            return all;
        }
    }

    <T> Optional<T> first(Row<T> row, String query, Object... arguments) throws SQLException {
        return all(row, query, arguments).stream().findFirst();
    }

    /** The whole numbers in the first column, such as lines of the journal. */
    List<Long> numbers(String query, Object... arguments) throws SQLException {
        return all(row -> row.getLong(1), query, arguments);
    }

    /** The texts in the first column. */
    List<String> texts(String query, Object... arguments) throws SQLException {
        return all(row -> row.getString(1), query, arguments);
    }

    boolean exists(String query, Object... arguments) throws SQLException {
        return first(row -> true, query, arguments).isPresent();
    }

    private PreparedStatement prepare(String statement, Object... arguments) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(statement);
        for (int i = 0; i < arguments.length; i++) {
            Object argument = arguments[i];
            prepared.setObject(
                    i + 1, argument instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : argument);
        }
        return prepared;
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, Instant.class);
    }
}
