package org.duograph.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.duograph.cli.options.Feeds;
import org.duograph.cli.options.NetArgument;
import org.duograph.cli.options.Streams;
import org.duograph.cli.options.WorkspaceOptions;
import org.duograph.workspace.Benchmark;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.proto.NetDef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code duograph net benchmark}: how long a net takes. */
@Command(
        name = "benchmark",
        description = {
            "Measures how long a net takes, on this machine as it is now.",
            "Inputs whose types follow from the others are taken to be zeros."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph net benchmark predict.pb --init init.pb --feed data=float32:1x3x227x227",
            "  duograph net benchmark net.pbtxt --feed X=x.npy --individual --iterations 100",
            "",
            WorkspaceOptions.ENVIRONMENT
        })
final class NetBenchmarkCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private NetArgument net;
    @Mixin private Feeds feeds;
    @Mixin private WorkspaceOptions workspace;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            defaultValue = "5",
            description = "Runs that are not counted (default: 5).")
    private int warmup;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "20",
            description = "Runs that are counted (default: 20).")
    private int iterations;

    @Option(names = "--individual", description = "Also measure each step of the plan.")
    private boolean individual;

    @Override
    public Integer call() throws IOException {
        if (warmup < 0 || iterations < 1) {
            throw new IllegalArgumentException(
                    "--iterations must be 1 or more and --warmup 0 or more, but they are %d and %d"
                            .formatted(iterations, warmup));
        }
        NetDef read = net.read();
        try (Workspace w = workspace.open(streams.out())) {
            feeds.fill(w, read, false);
            Feeds.feedZeros(w, read, streams);
            w.createNet(read);
            Benchmark measured = w.inspect().benchmarkNet(read.getName(), warmup, iterations);
            String text = measured.toString();
            streams.out().println(w.placement().preferred().description());
            streams.out().print(individual ? text : text.lines().findFirst().orElse("") + "\n");
            streams.out().flush();
        }
        return 0;
    }
}
