package org.duograph.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.duograph.plan.MemoryShortage;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What the user sees when something goes wrong: one message that says what and where, an exit code,
 * and a stack trace only if asked for.
 */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {

    /** Lets picocli run the command; what is no Exception becomes one, to be shown like one. */
    static int runLast(ParseResult result) {
        try {
            return new CommandLine.RunLast().execute(result);
        } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
            CommandLine command = result.asCommandLineList().get(0);
            return report(command, e);
        }
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
        return report(command, e);
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("duograph: " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private static int report(CommandLine command, Throwable e) {
        PrintWriter err = command.getErr();
        err.println("duograph: " + message(e));
        err.println("More: " + kind(e).place() + " in the documentation");
        Object root = command.getCommandSpec().root().userObject();
        if (root instanceof Duograph duograph && duograph.debug()) {
            e.printStackTrace(err);
        }
        return ExitCode.SOFTWARE;
    }

    /** The message for a user; of a mistake of ours, what to do about it. */
    static String message(Throwable e) {
        if (e instanceof UncheckedIOException) {
            boolean own = !e.getCause().toString().equals(e.getMessage());
            return own ? e.getMessage() : message(e.getCause());
        }
        if (e instanceof MemoryShortage) {
            return e.getMessage();
        }
        if (e instanceof OutOfMemoryError) {
            long heap = Runtime.getRuntime().maxMemory() >> 20;
            return "out of memory (%s). The Java heap may take %,d MB; allow more with java -Xmx8g -jar duograph.jar, or take a smaller batch"
                    .formatted(e.getMessage(), heap);
        }
        if (e instanceof NoSuchFileException file && file.getReason() == null) {
            return file.getFile() + ": there is no such file or folder";
        }
        if (e instanceof AccessDeniedException file && file.getReason() == null) {
            return file.getFile() + ": permission denied";
        }
        if (e instanceof FileSystemException file && file.getReason() == null) {
            return file.getFile() + ": " + plainName(e);
        }
        if (isForUsers(e)) {
            return e.getMessage();
        }
        return "this is a mistake in Duograph: %s. Please report it with what --debug shows"
                .formatted(e);
    }

    /** What the documentation tells more about; a mistake of ours is none that users make. */
    private static ErrorKind kind(Throwable e) {
        boolean known = e instanceof Error || e instanceof UncheckedIOException || isForUsers(e);
        return known ? ErrorKind.of(e) : ErrorKind.BUG;
    }

    private static boolean isForUsers(Throwable e) {
        if (e.getMessage() == null
                || e instanceof Error
                || e instanceof IndexOutOfBoundsException) {
            return false;
        }
        if (e instanceof ArithmeticException) {
            return e.getMessage().contains(" ");
        }
        if (e instanceof ClassCastException) {
            return e.getMessage().startsWith("Blob");
        }
        return ErrorKind.of(e) != ErrorKind.BUG;
    }

    /** {@code file already exists} of a FileAlreadyExistsException. */
    private static String plainName(Throwable e) {
        String name = e.getClass().getSimpleName().replaceFirst("Exception$", "");
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(java.util.Locale.ROOT);
    }
}
