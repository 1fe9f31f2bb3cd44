package org.duograph.messages;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Text written to files. */
public final class TextFiles {
    private TextFiles() {}

    /** Writes a text in UTF-8; what stood there before is replaced as a whole or not at all. */
    public static void write(Path file, String text) throws IOException {
        try (AtomicFile to = AtomicFile.open(file)) {
            to.out().write(text.getBytes(StandardCharsets.UTF_8));
            to.commit();
        }
    }
}
