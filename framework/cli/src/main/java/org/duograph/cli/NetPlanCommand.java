package org.duograph.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.duograph.cli.options.Feeds;
import org.duograph.cli.options.NetArgument;
import org.duograph.cli.options.Streams;
import org.duograph.cli.options.WorkspaceOptions;
import org.duograph.graph.Graph;
import org.duograph.measure.Advice;
import org.duograph.measure.Profile;
import org.duograph.measure.Roof;
import org.duograph.measure.Trace;
import org.duograph.plan.Plan;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.draw.PlanDrawer;
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
            "  duograph net plan net.pbtxt --feed X=x.npy --profile --order time",
            "  duograph net plan net.pbtxt --feed X=x.npy --trace trace.json --runs 3",
            "  duograph net plan net.pbtxt --feed X=x.npy --out plan.html",
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

    @Option(
            names = "--profile",
            description = {
                "Run the plan and measure each step: milliseconds, arithmetic, memory traffic.",
                "The peaks beside them are measured in the same process.",
                "What stands out is explained below, with what to do about it."
            })
    private boolean profile;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = {
                "Run the plan and write a timeline of its steps, with the memory in use.",
                "Open the file in https://ui.perfetto.dev or in chrome://tracing."
            })
    private Path trace;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write a page (.html) that shows which values share memory, and when.")
    private Path out;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "20",
            description = "With --profile or --trace: how often to measure (default: 20).")
    private int runs;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            defaultValue = "3",
            description = "With --profile or --trace: runs that are not measured (default: 3).")
    private int warmUps;

    @Option(
            names = "--order",
            paramLabel = "BY",
            defaultValue = "step",
            description =
                    "With --profile: step (as they run) or time (the slowest first)"
                            + " (default: step).")
    private Profile.Order order;

    private String shown = "";

    @Override
    public Integer call() throws IOException {
        if (runs < 1 || warmUps < 0) {
            throw new IllegalArgumentException(
                    "--runs must be 1 or more and --warmup 0 or more, but they are %d and %d"
                            .formatted(runs, warmUps));
        }
        NetDef read = net.read();
        streams.leaveOutTo(out, trace);
        try (Workspace w = workspace.open(streams.out())) {
            feeds.fill(w, read, false);
            Feeds.feedZeros(w, read, streams);
            w.createNet(read);
            if (passes) {
                w.inspect().watchPasses(read.getName(), this::show);
            }
            for (Plan plan : w.plans(read.getName())) {
                streams.out().print(plan);
            }
            if (out != null) {
                streams.write(out, PlanDrawer.of(w.plans(read.getName())).html());
                streams.out().println(read.getName() + " -> " + out);
            }
            if (profile) {
                profile(w, read.getName());
            }
            if (trace != null) {
                trace(w, read.getName());
            }
            streams.out().flush();
        }
        return 0;
    }

    private void profile(Workspace w, String name) {
        w.runNet(name);
        streams.out().println(w.placement().preferred().description());
        Roof roof = Roof.measure(w.placement());
        for (Plan plan : w.plans(name)) {
            Profile measured = Profile.of(plan, warmUps, runs);
            streams.out().print(measured.table(order, roof));
            List<Advice> advice = Advice.of(measured, roof);
            if (!advice.isEmpty()) {
                streams.out().printf("%nwhere the time goes, and what to do:%n");
                advice.forEach(streams.out()::print);
            }
        }
    }

    private void trace(Workspace w, String name) throws IOException {
        for (int i = 0; i < Math.max(1, warmUps); i++) {
            w.runNet(name);
        }
        Trace timeline = w.inspect().trace(name, runs);
        streams.write(trace, timeline.json());
        streams.out()
                .printf(
                        "%d steps in %d %s -> %s%n",
                        timeline.events().size(), runs, runs == 1 ? "run" : "runs", trace);
    }

    /** Prints a graph, or that a pass left it as it was. */
    private void show(String pass, Graph graph) {
        String text = graph.toString();
        boolean same = text.equals(shown);
        shown = text;
        streams.out().println("after " + pass + ": " + (same ? "the same" : text));
    }
}
