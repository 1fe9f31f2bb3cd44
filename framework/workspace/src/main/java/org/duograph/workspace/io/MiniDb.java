package org.duograph.workspace.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.duograph.messages.FileFormatException;

/**
 * The minidb file format: records of a key and a value, one after the other, without header or
 * index.
 *
 * <p>A record is the length of its key, the length of its value (32 bits each, little-endian), the
 * key, the value; neither may be empty. Source: the layout of files written by Caffe2.
 */
public final class MiniDb {
    /** Bytes before a record's key. */
    static final int HEADER = 8;

    private MiniDb() {}

    /** A cursor before the first record of a file. */
    public static MiniDbCursor open(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "there is no such file");
        }
        return new MiniDbCursor(file);
    }

    /** A writer of a new file, which takes its name, and the old file's place, on commit. */
    public static MiniDbWriter create(Path file) throws IOException {
        return MiniDbWriter.create(file);
    }

    /**
     * A writer that adds records to the end of a file, or begins one. Without a commit the file is
     * cut back to what it was.
     *
     * @throws FileFormatException if the file's last record is cut
     */
    public static MiniDbWriter append(Path file) throws IOException {
        return MiniDbWriter.append(file);
    }
}
