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
import org.duograph.graph.Suggestion;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.session.saved.Signature;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code duograph graph print}: a graph for readers. */
@Command(
        name = "print",
        description = {
            "Prints a graph of TensorFlow: one line per operation with its operator, what it gives"
                    + " and what it reads, then how many there are of each operator.",
            "Of a SavedModel: the part that its signatures need, and the signatures.",
            "A graph with operators that Duograph does not know is printed as it stands."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  duograph graph print frozen.pb", "  duograph graph print saved_model"})
final class GraphPrintCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private GraphArgument graph;

    @Override
    public Integer call() throws IOException {
        GraphDef message = graph.read();
        Map<String, List<String>> unknown = GraphDefReader.unknownOperators(message);
        if (!unknown.isEmpty()) {
            printAsItStands(message, unknown);
            return 0;
        }
        try (OpenGraph open = graph.open(List.of())) {
            List<Operation> operations = open.graph().operations();
            Table.print(streams.out(), operations.stream().map(GraphPrintCommand::row).toList());
            printCounts(operations.stream().map(Operation::type).toList());
            open.signatures().forEach(this::print);
        }
        return 0;
    }

    private void printCounts(List<String> types) {
        Map<String, Integer> counts = new TreeMap<>();
        types.forEach(type -> counts.merge(type, 1, Integer::sum));
        streams.out().println();
        streams.out()
                .println(
                        types.size()
                                + " operations: "
                                + counts.entrySet().stream()
                                        .map(count -> count.getValue() + " " + count.getKey())
                                        .collect(Collectors.joining(", ")));
    }

    /** What its nodes give, only operators know: a graph with unknown ones is printed without. */
    private void printAsItStands(GraphDef message, Map<String, List<String>> unknown) {
        List<String[]> rows = new ArrayList<>();
        for (NodeDef node : message.getNodeList()) {
            String read =
                    node.getInputCount() == 0 ? "" : "<- " + String.join(", ", node.getInputList());
            rows.add(new String[] {node.getName(), node.getOp(), read});
        }
        Table.print(streams.out(), rows);
        printCounts(message.getNodeList().stream().map(NodeDef::getOp).toList());
        streams.out().println();
        streams.out().println("Duograph does not know these operators, so it can't run the graph:");
        List<String[]> lines = new ArrayList<>();
        unknown.forEach((op, names) -> lines.add(new String[] {"  " + op, Suggestion.list(names)}));
        Table.print(streams.out(), lines);
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
