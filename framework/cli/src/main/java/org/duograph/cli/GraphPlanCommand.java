package org.duograph.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.duograph.cli.options.BackendOptions;
import org.duograph.cli.options.GraphArgument;
import org.duograph.cli.options.GraphFeeds;
import org.duograph.cli.options.GraphFetches;
import org.duograph.cli.options.OpenGraph;
import org.duograph.cli.options.Streams;
import org.duograph.plan.Plan;
import org.duograph.session.Run;
import org.duograph.session.saved.Signature;
import org.duograph.workspace.draw.PlanDrawer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code duograph graph plan}: what the engine makes of a graph. */
@Command(
        name = "plan",
        description = {
            "Prints the plan of a run of a TensorFlow graph: its steps with backend, implementation,"
                    + " layout and slot of every value, and the memory before and after sharing.",
            "What is fed decides about shapes; nothing runs."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph graph plan saved_model --feed images=image.npy --out plan.html",
            "  duograph graph plan frozen.pb --feed x=image.npy --fetch softmax"
        })
final class GraphPlanCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private GraphArgument graph;
    @Mixin private GraphFeeds feeds;
    @Mixin private GraphFetches fetches;
    @Mixin private BackendOptions backend;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write a page (.html) that shows which values share memory, and when.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        streams.leaveOutTo(out);
        try (OpenGraph open = graph.open(fetches.names(), backend::session)) {
            Signature called = fetches.signature(open);
            Run run = open.session().newRun();
            feeds.feed(open, called, run);
            Object[] wanted = fetches.of(open, called).values().toArray();
            Plan plan = open.session().plan(run, wanted);
            streams.out().print(plan);
            if (out != null) {
                streams.write(out, PlanDrawer.of(plan).html());
                streams.out().println(graph.name() + " -> " + out);
            }
        }
        return 0;
    }
}
