package org.duograph.survey.timer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.duograph.survey.timer.Clocks.Reading;
import org.duograph.survey.timer.Measurement.Attempt;
import org.duograph.survey.timer.Measurement.Status;

/**
 * A measurement while it runs. It lies in the spool from its beginning, so that neither a crash nor
 * Ctrl-C loses it: Ctrl-C ends it as given up.
 *
 * <p>The command runs with the terminal as its own: its input and output pass by untouched.
 */
final class Timing {

    /** What shells answer for a program that is not there. */
    static final int NO_SUCH_PROGRAM = 127;

    private final Clocks clocks;
    private final Spool spool;
    private final Envelope envelope;
    private final List<Attempt> attempts = new ArrayList<>();
    private boolean over;

    // The attempt that runs; null in between.
    private Process process;
    private String program;
    private Reading begun;

    private Timing(Clocks clocks, Spool spool, Envelope envelope) {
        this.clocks = clocks;
        this.spool = spool;
        this.envelope = envelope;
    }

    /**
     * Begins a measurement.
     *
     * @param onInterrupt told about the measurement if the user ends the program while it runs
     */
    static Timing begin(
            Clocks clocks, Spool spool, Envelope envelope, Consumer<Envelope> onInterrupt)
            throws IOException {
        spool.save(envelope);
        Timing timing = new Timing(clocks, spool, envelope);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> timing.interrupted(onInterrupt)));
        return timing;
    }

    /**
     * Runs the command once more and waits for it.
     *
     * @return what was measured; status 127 if there is no such program
     */
    Attempt attempt(List<String> command) throws InterruptedException {
        String name = nameOf(command.get(0));
        try {
            begin(name, command);
        } catch (IOException e) {
            return add(attemptSoFar(NO_SUCH_PROGRAM));
        }
        int exit = process.waitFor();
        return add(attemptSoFar(exit));
    }

    private synchronized void begin(String name, List<String> command) throws IOException {
        program = name;
        begun = clocks.read();
        process = new ProcessBuilder(command).inheritIO().start();
    }

    private synchronized Attempt add(Attempt attempt) throws InterruptedException {
        while (over) wait(); // the user ends the program, and has ended the measurement already
        attempts.add(attempt);
        process = null;
        return attempt;
    }

    private Attempt attemptSoFar(Integer exit) {
        Reading now = clocks.read();
        return new Attempt(
                program,
                Clocks.wallSeconds(begun.wall(), now.wall()),
                Clocks.seconds(begun, now),
                exit);
    }

    /** Ends the measurement and keeps it in the spool until it is delivered. */
    synchronized Envelope end(Status how) throws IOException {
        over = true;
        Envelope ended = envelope.ended(how, attempts);
        spool.save(ended);
        return ended;
    }

    /** Runs when this program is told to end, by Ctrl-C say, which the command hears as well. */
    private synchronized void interrupted(Consumer<Envelope> onInterrupt) {
        if (over) {
            return;
        }
        if (process != null) {
            process.destroy();
            attempts.add(attemptSoFar(null));
        }
        try {
            onInterrupt.accept(end(Status.GAVE_UP));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the program ends; the running one is in the spool
        }
    }

    /** Only the name: folders and arguments may tell who somebody is. */
    static String nameOf(String program) {
        String[] parts = program.split("[/\\\\]");
        return parts.length == 0 ? program : parts[parts.length - 1];
    }
}
