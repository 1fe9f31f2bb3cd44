package org.duograph.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.duograph.cli.options.BackendOptions;
import org.duograph.cli.options.GraphArgument;
import org.duograph.cli.options.GraphFeeds;
import org.duograph.cli.options.GraphFetches;
import org.duograph.cli.options.OpenGraph;
import org.duograph.cli.options.Streams;
import org.duograph.session.Fetched;
import org.duograph.session.Run;
import org.duograph.session.Tensor;
import org.duograph.session.saved.Signature;
import org.duograph.tensor.NDArray;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code duograph graph run}: arrays in, arrays out. */
@Command(
        name = "run",
        description = "Runs a graph of TensorFlow once on .npy arrays.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph graph run frozen.pb --feed x=image.npy --feed keep_prob=1.0 --fetch softmax"
                    + " --out out",
            "  duograph graph run saved_model --feed images=image.npy --out out"
        })
final class GraphRunCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private GraphArgument graph;
    @Mixin private GraphFeeds feeds;
    @Mixin private GraphFetches fetches;
    @Mixin private BackendOptions backend;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where to write NAME.npy. If absent, only the first numbers are shown.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        try (OpenGraph open = graph.open(fetches.names(), backend::session)) {
            Signature called = fetches.signature(open);
            Map<String, Tensor> wanted = fetches.of(open, called);
            Run run = open.session().newRun();
            feeds.feed(open, called, run);
            Fetched fetched = run.run(wanted.values().toArray());
            ArrayFiles files = out == null ? null : new ArrayFiles(out);
            for (Map.Entry<String, Tensor> fetch : wanted.entrySet()) {
                String name = fetch.getKey();
                NDArray array = fetched.get(fetch.getValue());
                String where =
                        files == null
                                ? array.toString()
                                : array.type() + " -> " + files.write(name, array);
                streams.out().println(name + ": " + where);
            }
        }
        return 0;
    }
}
