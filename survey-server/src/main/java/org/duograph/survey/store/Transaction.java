package org.duograph.survey.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A group of changes in the making: visible in the database to the next decision at once. */
final class Transaction {
    private final Sql sql;
    private final Projection projection;
    private final Clock clock;
    private long sequence;
    private long draftSequence;
    private final List<Line> lines = new ArrayList<>();
    private final List<Line> draftLines = new ArrayList<>();

    Transaction(Sql sql, Clock clock, long sequence, long draftSequence) {
        this.sql = sql;
        this.projection = new Projection(sql);
        this.clock = clock;
        this.sequence = sequence;
        this.draftSequence = draftSequence;
    }

    Sql sql() {
        return sql;
    }

    Instant now() {
        return clock.instant();
    }

    void record(Event event) throws SQLException {
        record(event, now());
    }

    void record(Event event, Instant at) throws SQLException {
        boolean ofDraft = event instanceof Event.OfDraft;
        Line line = new Line(ofDraft ? ++draftSequence : ++sequence, at, event);
        projection.apply(line);
        (ofDraft ? draftLines : lines).add(line);
    }

    List<Line> lines() {
        return lines;
    }

    List<Line> draftLines() {
        return draftLines;
    }
}
