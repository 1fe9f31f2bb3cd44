package org.duograph.data;

import java.io.IOException;
import java.nio.file.Path;

/** A data file or folder that can't be used; the message names it, the place in it and the fix. */
public final class DataException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Path file;
    private final long offset;

    private DataException(Path file, long offset, String message, Throwable cause) {
        super(message, cause);
        this.file = file;
        this.offset = offset;
    }

    /** Bad content at byte {@code offset} of {@code file}: asked for this, found that, do this. */
    static DataException at(Path file, long offset, String asked, String found, String fix) {
        return at(file, offset, asked, found, fix, null);
    }

    static DataException at(
            Path file, long offset, String asked, String found, String fix, Throwable cause) {
        String message =
                "%s, byte %d: expected %s, but found %s. %s"
                        .formatted(file, offset, asked, found, fix);
        return new DataException(file, offset, message, cause);
    }

    /** A file or folder that is wrong as a whole. */
    static DataException of(Path file, String asked, String found, String fix) {
        String message = "%s: expected %s, but found %s. %s".formatted(file, asked, found, fix);
        return new DataException(file, -1, message, null);
    }

    /** The same with one more sentence on what to do. */
    DataException adding(String fix) {
        return new DataException(file, offset, getMessage() + " " + fix, this);
    }

    /** The file or folder at fault; null after deserialisation. */
    public Path file() {
        return file;
    }

    /**
     * The byte where the trouble was noticed (after unpacking, if packed), or -1 if no one byte.
     */
    public long offset() {
        return offset;
    }
}
