package org.duograph.docs.snippets;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.duograph.cli.Duograph;
import org.duograph.cli.ErrorKind;
import org.duograph.workspace.net.Net;

/** Mistakes that were made on purpose, and how each was answered. */
final class Mistakes {
    private final Path folder;
    private final Map<String, String> messages = new LinkedHashMap<>();
    private final Map<String, ErrorKind> kinds = new LinkedHashMap<>();

    Mistakes(Path folder) {
        this.folder = folder;
    }

    /** Code with a mistake. */
    interface Mistake {
        void make() throws IOException;
    }

    /** What is answered, by the name of the section that is about it. */
    Map<String, String> messages() {
        return messages;
    }

    /** What kinds of errors they are; of those made in Java only. */
    Map<String, ErrorKind> kinds() {
        return kinds;
    }

    /** Makes one in Java. */
    void add(String name, Mistake mistake) {
        Net.releaseNames();
        try {
            mistake.make();
        } catch (IOException | RuntimeException e) {
            kinds.put(name, ErrorKind.of(e));
            addAnswer(name, e.getMessage());
            return;
        }
        throw new AssertionError(name + " is no mistake");
    }

    /** Makes one on the command line. */
    void addCommand(String name, String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Duograph.run(new PrintWriter(out), new PrintWriter(err), false, words);
        if (code == 0) {
            throw new AssertionError(name + " is no mistake");
        }
        addAnswer(name, err.toString().strip());
    }

    /** Keeps what somebody else was answered. */
    void addAnswer(String name, String message) {
        String text = message.replace(folder.toString(), "FOLDER");
        messages.put(name, text.replaceAll("\\w+\\.java:\\d+", "Mine.java:12"));
    }
}
