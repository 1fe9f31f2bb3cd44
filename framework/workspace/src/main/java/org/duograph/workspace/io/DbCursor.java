package org.duograph.workspace.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duograph.messages.FileFormatException;

/**
 * A place in a database of records, each a key and a value; {@link #next} moves it from record to
 * record.
 *
 * <pre>{@code
 * try (DbCursor cursor = DbCursor.open(file)) {
 *     while (cursor.next()) {
 *         use(cursor.key(), cursor.value());
 *     }
 * }
 * }</pre>
 *
 * <p>One record is in memory at a time. Not for several threads.
 */
public interface DbCursor extends Closeable {
    /**
     * A cursor before the first record of a minidb file or of an LMDB, which the file itself tells.
     *
     * @param path a file; or the folder of an LMDB, with a file data.mdb in it
     */
    static DbCursor open(Path path) throws IOException {
        Path file = Lmdb.file(path);
        if (Lmdb.is(file)) {
            return new LmdbCursor(file);
        } else if (Files.isDirectory(path)) {
            throw new FileFormatException(
                    path + " is a folder, but no LMDB: there is no file data.mdb of one in it");
        }
        return MiniDb.open(path);
    }

    /**
     * Reads the next record; false at the end.
     *
     * @throws FileFormatException if the file is cut or damaged
     */
    boolean next() throws IOException;

    /** Goes back to before the first record. */
    void rewind() throws IOException;

    /** The key of the current record. */
    String key();

    /** The value of the current record, an array of its own. */
    byte[] value();

    /** Where the current record stands, in bytes from the start of the file. */
    long offset();
}
