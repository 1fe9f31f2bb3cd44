package org.duograph.survey.timer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * What the timer says and asks. It says it all on standard error: standard output belongs to the
 * command that is measured.
 */
final class Dialogue {

    private final PrintWriter out;
    private final BufferedReader in;
    private final boolean ask;

    /**
     * A conversation.
     *
     * @param ask false to take every question as agreed to
     */
    Dialogue(PrintWriter out, BufferedReader in, boolean ask) {
        this.out = out;
        this.in = in;
        this.ask = ask;
    }

    void say(String format, Object... arguments) {
        out.println(format.formatted(arguments));
        out.flush();
    }

    /** Asks for a yes. No answer, as where there is no terminal, is a no. */
    boolean agrees(String question) throws IOException {
        if (!ask) {
            return true;
        }
        out.print(question + " [y/N] ");
        out.flush();
        String answer = in.readLine();
        if (answer == null) {
            out.println();
            return false;
        }
        return answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }

    boolean asks() {
        return ask;
    }
}
