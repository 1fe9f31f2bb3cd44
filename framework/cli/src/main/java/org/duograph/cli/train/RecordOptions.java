package org.duograph.cli.train;

import java.nio.file.Path;
import java.util.List;
import org.duograph.cli.options.Streams;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Parameter;
import org.duograph.workspace.proto.NetDef;
import picocli.CommandLine.Option;

/** What of a training is written down, if it is asked for. */
final class RecordOptions {
    @Option(
            names = "--events",
            paramLabel = "DIR",
            description = {
                "Write TensorBoard's event files into this folder while training: loss, learning"
                        + " rate and accuracy as curves, and how the parameters are spread.",
                "See them in the browser meanwhile: duograph board DIR."
            })
    private Path events;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = {
                "Write a timeline of the 20th step, with the memory in use; of the last step if"
                        + " there are fewer.",
                "Open the file in https://ui.perfetto.dev or in chrome://tracing."
            })
    private Path trace;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = {
                "At the end, write a page (.html): the curves, how much of each class is named"
                        + " rightly, what is taken for what, the worst mistakes as pictures."
            })
    private Path report;

    /** Begins the page; null if it is not asked for. */
    TrainingReport report(String net, List<String> command, int from, int to) {
        return report == null ? null : new TrainingReport(report, net, command, from, to);
    }

    /** Leaves the standard output to what is called {@code -}. */
    void leaveOut(Streams streams) {
        streams.leaveOutTo(trace, report);
    }

    /** Runs the net that learns, from a step to another. */
    TracedRuns runs(Workspace workspace, int from, int steps, Streams streams) {
        return new TracedRuns(workspace, trace, from, steps, streams);
    }

    /** Begins the event files; null if they are not asked for. */
    TrainingEvents events(NetDef net, int from, Workspace workspace, List<Parameter> parameters) {
        return events == null
                ? null
                : new TrainingEvents(
                        events,
                        net,
                        from,
                        workspace,
                        parameters.stream().map(Parameter::name).toList());
    }
}
