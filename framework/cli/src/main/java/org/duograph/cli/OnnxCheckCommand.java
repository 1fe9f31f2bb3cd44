package org.duograph.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.duograph.cli.options.OnnxArgument;
import org.duograph.cli.options.OnnxFeeds;
import org.duograph.cli.options.Streams;
import org.duograph.interop.onnx.OnnxGraph;
import org.duograph.interop.onnx.OnnxModel;
import org.duograph.interop.onnx.OnnxText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code duograph onnx check}: whether a model can be run here. */
@Command(
        name = "check",
        description = {
            "Says whether a model of ONNX can be run: makes the graph, and runs nothing.",
            "What is not offered is listed, all of it. Where the file leaves shapes open, --feed"
                    + " says them.",
            "The exit status is 0 if the model can be run."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph onnx check model.onnx",
            "  duograph onnx check model.onnx --feed image=float32:1x3x224x224"
        })
final class OnnxCheckCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private OnnxArgument model;
    @Mixin private OnnxFeeds feeds;

    @Override
    public Integer call() throws IOException {
        OnnxModel read = model.read();
        streams.out().println(OnnxText.title(read));
        List<String> unknown = OnnxText.unknownOperators(read);
        if (!unknown.isEmpty()) {
            streams.out().println("Operators that are not offered: " + String.join(", ", unknown));
            return 1;
        }
        OnnxGraph graph = feeds.importer(read).lower();
        int weights = (int) graph.graph().nodes().stream().filter(n -> n.isConstant()).count();
        streams.out()
                .println(
                        "It can be run: %d nodes become %d operators and %d constants."
                                .formatted(
                                        read.graph().getNodeCount(),
                                        graph.graph().nodes().size()
                                                - weights
                                                - graph.graph().variables().size(),
                                        weights));
        graph.graph()
                .assigns()
                .forEach((name, value) -> streams.out().println("  " + name + " " + value.type()));
        return 0;
    }
}
