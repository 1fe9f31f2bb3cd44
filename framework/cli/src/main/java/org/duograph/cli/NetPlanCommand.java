package org.duograph.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.duograph.cli.options.Feeds;
import org.duograph.cli.options.NetArgument;
import org.duograph.cli.options.Streams;
import org.duograph.cli.options.WorkspaceOptions;
import org.duograph.graph.Graph;
import org.duograph.plan.Plan;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.proto.NetDef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code duograph net plan}: what the engine makes of a net. */
@Command(
        name = "plan",
        description = {
            "Prints the plan of a net: its steps with backend, implementation, layout and slot of"
                    + " every value, and the memory before and after sharing.",
            "Inputs whose types follow from the others are taken to be zeros."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph net plan predict.pb --init init.pb --feed data=float32:1x3x227x227",
            "  duograph net plan net.pbtxt --feed X=x.npy --passes --backend java",
            "",
            WorkspaceOptions.ENVIRONMENT
        })
final class NetPlanCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private NetArgument net;
    @Mixin private Feeds feeds;
    @Mixin private WorkspaceOptions workspace;

    @Option(
            names = "--passes",
            description = "Print the graph after each of the compiler's passes.")
    private boolean passes;

    private String shown = "";

    @Override
    public Integer call() throws IOException {
        NetDef read = net.read();
        try (Workspace w = workspace.open(streams.out())) {
            feeds.fill(w, false);
            Feeds.feedZeros(w, read, streams);
            w.createNet(read);
            if (passes) {
                w.inspect().watchPasses(read.getName(), this::show);
            }
            for (Plan plan : w.plans(read.getName())) {
                streams.out().print(plan);
            }
        }
        return 0;
    }

    /** Prints a graph, or that a pass left it as it was. */
    private void show(String pass, Graph graph) {
        String text = graph.toString();
        boolean same = text.equals(shown);
        shown = text;
        streams.out().println("after " + pass + ": " + (same ? "the same" : text));
    }
}
