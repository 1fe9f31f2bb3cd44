package org.duograph.cli.options;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What comes in from another program, where a file is called {@code -}. */
public final class StandardInput {
    private static final Path NAME = Path.of("-");
    private static InputStream read; // null before anything was

    private StandardInput() {}

    /** Whether a file's name stands for the standard input, or output. */
    public static boolean isMeant(Path file) {
        return NAME.equals(file);
    }

    /**
     * The file; for {@code -} a temporary one with all that comes in.
     *
     * @throws IllegalArgumentException if it came in for another file of the same command
     */
    public static synchronized Path orFile(Path file) throws IOException {
        if (!isMeant(file)) {
            return file;
        }
        if (System.in.equals(read)) {
            throw new IllegalArgumentException(
                    "Two files are called -, but the standard input can be read only once; give the name of a file for one of them");
        }
        read = System.in;
        Path copy = Files.createTempFile("duograph-input-", ".tmp");
        copy.toFile().deleteOnExit();
        return Files.write(copy, System.in.readAllBytes());
    }
}
