package org.duograph.workspace.host;

import java.io.IOException;
import org.duograph.messages.FileFormatException;
import org.duograph.workspace.io.DbCursor;

/**
 * What CreateDB leaves in a blob: a place in a database that begins again at the end. Operators
 * that read records take them from here.
 */
public final class DbReader implements AutoCloseable {
    private final DbCursor cursor;
    private final String source;
    private byte[] ahead;
    private long given;

    DbReader(DbCursor cursor, String source) {
        this.cursor = cursor;
        this.source = source;
    }

    /** The file. */
    public String source() {
        return source;
    }

    /** How many records it has given so far, over all rounds. */
    public long given() {
        return given;
    }

    /**
     * The value of the record that {@link #next} will give, not a copy.
     *
     * @throws FileFormatException if the database is empty or damaged
     */
    public byte[] peek() throws IOException {
        if (ahead == null) {
            if (!cursor.next()) {
                cursor.rewind();
                if (!cursor.next()) {
                    throw new FileFormatException(source + " has no records");
                }
            }
            ahead = cursor.value();
        }
        return ahead;
    }

    /** The value of the next record; behind the last comes the first. */
    public byte[] next() throws IOException {
        byte[] record = peek();
        ahead = null;
        given++;
        return record;
    }

    @Override
    public void close() throws IOException {
        cursor.close();
    }
}
