package org.duograph.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.duograph.cli.options.GraphArgument;
import org.duograph.cli.options.OpenGraph;
import org.duograph.cli.options.Streams;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.saved.Signature;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code duograph graph print}: a graph for readers. */
@Command(
        name = "print",
        description = {
            "Prints a graph of TensorFlow: one line per operation with its operator, what it gives"
                    + " and what it reads, then how many there are of each operator.",
            "Of a SavedModel: the part that its signatures need, and the signatures."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  duograph graph print frozen.pb", "  duograph graph print saved_model"})
final class GraphPrintCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private GraphArgument graph;

    @Override
    public Integer call() throws IOException {
        try (OpenGraph open = graph.open(List.of())) {
            List<Operation> operations = open.graph().operations();
            Table.print(streams.out(), operations.stream().map(GraphPrintCommand::row).toList());
            Map<String, Integer> counts = new TreeMap<>();
            operations.forEach(op -> counts.merge(op.type(), 1, Integer::sum));
            streams.out().println();
            streams.out()
                    .println(
                            operations.size()
                                    + " operations: "
                                    + counts.entrySet().stream()
                                            .map(count -> count.getValue() + " " + count.getKey())
                                            .collect(Collectors.joining(", ")));
            open.signatures().forEach(this::print);
        }
        return 0;
    }

    private static String[] row(Operation op) {
        List<String> inputs = new ArrayList<>(op.inputs().stream().map(Tensor::name).toList());
        op.controlInputs().forEach(before -> inputs.add("^" + before.name()));
        String given =
                op.outputs().stream()
                        .map(GraphPrintCommand::type)
                        .collect(Collectors.joining(", "));
        String read = inputs.isEmpty() ? "" : "<- " + String.join(", ", inputs);
        return new String[] {op.name(), op.type(), given, read};
    }

    private static String type(Tensor tensor) {
        return tensor.dtype().lowerName() + " " + tensor.shape();
    }

    private void print(String name, Signature signature) {
        streams.out().println();
        streams.out().println("Signature " + name + " (" + signature.method() + ")");
        List<String[]> rows = new ArrayList<>();
        signature.inputs().forEach((input, tensor) -> rows.add(row("input", input, tensor)));
        signature.outputs().forEach((output, tensor) -> rows.add(row("output", output, tensor)));
        Table.print(streams.out(), rows);
    }

    private static String[] row(String role, String name, Tensor tensor) {
        return new String[] {"  " + role, name, tensor.name(), type(tensor)};
    }
}
