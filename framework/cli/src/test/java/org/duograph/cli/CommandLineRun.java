package org.duograph.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * One run of the command line inside the test, and what it wrote.
 *
 * @param code the exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record CommandLineRun(int code, String out, String err) {
    /** Runs {@code duograph} with these arguments. */
    public static CommandLineRun of(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] texts = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            texts[i] = args[i].toString();
        }
        int code = Duograph.run(new PrintWriter(out), new PrintWriter(err), false, texts);
        return new CommandLineRun(code, out.toString(), err.toString());
    }

    /** The same, failing unless it succeeds. */
    public static CommandLineRun good(Object... args) {
        CommandLineRun run = of(args);
        if (run.code != 0) {
            throw new AssertionError("exit code " + run.code + ": " + run.err);
        }
        return run;
    }
}
