package org.duograph.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What comes in from another program, where a file is called {@code -}. */
final class StandardInput {
    private static final Path NAME = Path.of("-");

    private StandardInput() {}

    /** Whether a file's name stands for the standard input. */
    static boolean isMeant(Path file) {
        return file.equals(NAME);
    }

    /** The file; for {@code -} a temporary one with all that comes in. */
    static Path orFile(Path file) throws IOException {
        if (!isMeant(file)) {
            return file;
        }
        Path copy = Files.createTempFile("duograph-input-", ".tmp");
        copy.toFile().deleteOnExit();
        return Files.write(copy, System.in.readAllBytes());
    }
}
