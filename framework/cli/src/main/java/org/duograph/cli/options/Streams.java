package org.duograph.cli.options;

import com.google.protobuf.Message;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.duograph.data.ProgressBar;
import org.duograph.messages.MessageFiles;
import org.duograph.messages.TextFiles;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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

    private boolean outIsTaken;

    /** Where results go. */
    public PrintWriter out() {
        return outIsTaken ? err() : command.commandLine().getOut();
    }

    /**
     * Leaves the standard output to one of these results if it is called {@code -}: everything else
     * then goes where progress goes. To be called before anything is written.
     *
     * @param results files to be written; null for those that nobody asked for
     */
    public void leaveOutTo(Path... results) {
        long asked = Stream.of(results).filter(StandardInput::isMeant).count();
        if (asked > 1) {
            throw new ParameterException(
                    command.commandLine(),
                    "Only one result can go to the standard output, -; name files for the others");
        }
        outIsTaken |= asked == 1;
    }

    /** Writes a result to its file, or to the standard output if that is called {@code -}. */
    public void write(Path file, String text) throws IOException {
        if (StandardInput.isMeant(file)) {
            command.commandLine().getOut().print(text);
            command.commandLine().getOut().flush();
        } else {
            TextFiles.write(file, text);
        }
    }

    /** The same of a message: as text where the file's name says so, else binary. */
    public void write(Path file, Message message) throws IOException {
        if (StandardInput.isMeant(file)) {
            command.commandLine().getOut().flush();
            message.writeTo(System.out);
            System.out.flush();
        } else {
            MessageFiles.write(file, message);
        }
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
