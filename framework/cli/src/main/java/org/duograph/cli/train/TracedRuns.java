package org.duograph.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import org.duograph.cli.options.Streams;
import org.duograph.measure.Trace;
import org.duograph.workspace.Workspace;

/**
 * Runs the net that learns, and writes a timeline of one of its steps: the twentieth, when all is
 * warm, or the last if there are fewer.
 */
final class TracedRuns {
    private static final int WARM = 20;

    private final Workspace workspace;
    private final Path file;
    private final Streams streams;
    private final int from;
    private final int traced;
    private int runs;
    private String told = "";

    /**
     * Nothing has run yet.
     *
     * @param file where the timeline goes, or null for none
     * @param from the step from which the run goes on
     * @param steps after so many it ends
     */
    TracedRuns(Workspace workspace, Path file, int from, int steps, Streams streams) {
        this.workspace = workspace;
        this.file = file;
        this.streams = streams;
        this.from = from;
        this.traced = Math.min(WARM, steps - from);
    }

    /** Runs the net for a step. */
    void run(String net) {
        runs++;
        if (file == null || runs != traced) {
            workspace.runNet(net);
            return;
        }
        Trace timeline = workspace.inspect().trace(net, 1);
        try {
            streams.write(file, timeline.json());
            told = "Timeline of step %,d: %s%n".formatted(from + runs, file);
        } catch (IOException e) { // no reason to stop a training
            told = "The timeline can't be written: %s%n".formatted(e.getMessage());
        }
    }

    /** What became of the timeline, for the user; empty if none was made. */
    String told() {
        return told;
    }
}
