package org.duograph.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.duograph.cli.options.OnnxArgument;
import org.duograph.cli.options.Streams;
import org.duograph.interop.onnx.OnnxModel;
import org.duograph.interop.onnx.OnnxText;
import org.duograph.interop.onnx.proto.NodeProto;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code duograph onnx print}: a model for readers. */
@Command(
        name = "print",
        description = {
            "Prints a model of ONNX: what it takes, its arrays, one line per node with its operator,"
                    + " attributes, what it reads and gives, and what the model gives.",
            "Operators that Duograph does not know are printed like others."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  duograph onnx print model.onnx"})
final class OnnxPrintCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private OnnxArgument model;

    @Override
    public Integer call() throws IOException {
        OnnxModel read = model.read();
        streams.out().println(OnnxText.title(read));
        List<String[]> rows = new ArrayList<>();
        OnnxText.inputs(read).forEach((name, type) -> rows.add(new String[] {"input", name, type}));
        OnnxText.arrays(read).forEach((name, type) -> rows.add(new String[] {"array", name, type}));
        OnnxText.outputs(read)
                .forEach((name, type) -> rows.add(new String[] {"output", name, type}));
        Table.print(streams.out(), rows);
        streams.out().println();
        OnnxText.nodes(read.graph()).forEach(streams.out()::println);
        Map<String, Integer> counts = new TreeMap<>();
        for (NodeProto node : read.graph().getNodeList()) {
            counts.merge(node.getOpType(), 1, Integer::sum);
        }
        streams.out().println();
        streams.out()
                .println(
                        read.graph().getNodeCount()
                                + " nodes: "
                                + counts.entrySet().stream()
                                        .map(count -> count.getValue() + " " + count.getKey())
                                        .collect(Collectors.joining(", ")));
        return 0;
    }
}
