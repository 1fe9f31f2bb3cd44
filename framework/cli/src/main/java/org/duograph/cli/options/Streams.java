package org.duograph.cli.options;

import java.io.PrintWriter;
import org.duograph.data.ProgressBar;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command has: the streams to write to, and {@code --help}. */
public final class Streams {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    /** Where results go. */
    public PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Where progress and announcements go. */
    public PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** A progress bar on {@link #err}. */
    public ProgressBar bar() {
        boolean terminal = command.commandLine().getColorScheme().ansi() != Ansi.OFF;
        return ProgressBar.on(err(), terminal);
    }
}
