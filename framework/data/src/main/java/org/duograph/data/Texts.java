package org.duograph.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts to learn from. */
public final class Texts {
    private Texts() {}

    /**
     * The beginning of Newton's Opticks (1730), 99,365 characters of 73 kinds, in lines of at most
     * 72. It comes with this library, so that it takes no network, and is in the public domain.
     */
    public static String opticks() {
        try (InputStream in = Texts.class.getResourceAsStream("opticks.txt")) {
            return text(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("The text opticks.txt is missing in the library", e);
        }
    }

    /**
     * A text file in UTF-8, with lines that end by {@code \n}.
     *
     * @throws IOException if it can't be read, or is empty
     */
    public static String read(Path file) throws IOException {
        String text = text(Files.readAllBytes(file));
        if (text.isEmpty()) {
            throw new IOException("The text " + file + " is empty; give one to learn from");
        }
        return text;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
}
