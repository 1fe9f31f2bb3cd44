package org.duograph.session.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;
import org.duograph.session.frames.Budget;
import org.duograph.session.frames.NodeOrder;
import org.duograph.session.frames.Region;
import org.duograph.session.frames.Structure;
import org.duograph.session.proto.NodeDef;

/**
 * Adds a region's nodes to a graph, each after those that it reads; loops and choices with all that
 * is in them.
 */
final class RegionReader {
    /** What is the same in all regions of a file. */
    record File(Graph graph, FunctionReader functions, Budget budget) {}

    private final File file;
    private final Region region;
    private final Map<String, Tensor> given;
    private final UnaryOperator<String> names;
    private final Map<String, Operation> operations = new HashMap<>();
    private final Map<String, List<Tensor>> outputs = new HashMap<>();

    /**
     * Adds nothing yet.
     *
     * @param given tensors from outside, by what the region calls them, without {@code :0}
     * @param names what a node is called in the graph, exactly
     */
    RegionReader(File file, Region region, Map<String, Tensor> given, UnaryOperator<String> names) {
        this.file = file;
        this.region = region;
        this.given = given;
        this.names = names;
    }

    /** Adds all nodes. */
    List<Tensor> addAll() {
        NodeOrder order =
                new NodeOrder(region.nodes(), input -> given.containsKey(NodeOrder.normal(input)));
        for (NodeDef node : order.nodes()) {
            Structure structure = region.structures().get(node.getName());
            if (structure == null) {
                add(node);
            } else {
                add(node, structure);
            }
        }
        return region.results().stream().map(result -> tensor("The body", result)).toList();
    }

    private void add(NodeDef node) {
        String name = names.apply(node.getName());
        Operation op =
                GraphDefReader.add(
                        file.graph, node, name, operations, this::tensor, file.functions);
        operations.put(node.getName(), op);
        outputs.put(node.getName(), op.outputs());
    }

    @SuppressWarnings("try") // scopes are only to be closed
    private void add(NodeDef node, Structure structure) {
        List<Tensor> inputs = new ArrayList<>();
        List<Operation> before = new ArrayList<>();
        for (String input : node.getInputList()) {
            if (input.startsWith("^")) {
                before.add(operations.get(NodeOrder.owner(input)));
            } else {
                inputs.add(tensor(node.getName(), input));
            }
        }
        List<Tensor> ends;
        try (Scope scope = file.graph.nameScope(scope(structure));
                Scope after = file.graph.controlDependencies(before.toArray(Operation[]::new))) {
            ends =
                    structure instanceof Structure.Loop loop
                            ? loop(loop, inputs)
                            : choice((Structure.Choice) structure, inputs);
        }
        operations.put(node.getName(), ends.get(0).operation());
        outputs.put(node.getName(), ends);
    }

    /** The scope in which it stood, unless a node has the name that its operation would get. */
    private String scope(Structure structure) {
        String scope = structure.scope();
        String last = structure instanceof Structure.Loop ? "while" : "cond";
        while (region.nodes().containsKey(scope.isEmpty() ? last : scope + "/" + last)) {
            scope += scope.isEmpty() ? last : "_";
        }
        String full = names.apply(scope);
        return full.isEmpty() ? "" : full + "/";
    }

    private List<Tensor> loop(Structure.Loop loop, List<Tensor> inputs) {
        int count = loop.variables().size();
        Map<String, Tensor> captured = named(loop.captured(), inputs.subList(count, inputs.size()));
        return file.graph
                .flow()
                .whileLoop(
                        v -> inside(loop.condition(), loop.variables(), v, captured).get(0),
                        v -> inside(loop.body(), loop.variables(), v, captured),
                        inputs.subList(0, count).toArray(Tensor[]::new));
    }

    private List<Tensor> choice(Structure.Choice choice, List<Tensor> inputs) {
        Map<String, Tensor> captured = named(choice.captured(), inputs.subList(1, inputs.size()));
        return file.graph
                .flow()
                .cond(
                        inputs.get(0),
                        () -> inside(choice.then(), List.of(), List.of(), captured),
                        () -> inside(choice.otherwise(), List.of(), List.of(), captured));
    }

    private List<Tensor> inside(
            Region inner,
            List<String> variables,
            List<Tensor> parameters,
            Map<String, Tensor> captured) {
        inner.nodes().values().forEach(file.budget::take);
        Map<String, Tensor> all = new LinkedHashMap<>(captured);
        all.putAll(named(variables, parameters));
        return new RegionReader(file, inner, all, name -> name).addAll();
    }

    private static Map<String, Tensor> named(List<String> names, List<Tensor> tensors) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            all.put(names.get(i), tensors.get(i));
        }
        return all;
    }

    private Tensor tensor(String reader, String input) {
        Tensor other = given.get(NodeOrder.normal(input));
        if (other != null) {
            return other;
        }
        List<Tensor> all = outputs.get(NodeOrder.owner(input));
        int colon = input.lastIndexOf(':');
        String index = colon < 0 ? "0" : input.substring(colon + 1);
        if (!index.matches("\\d{1,9}") || Integer.parseInt(index) >= all.size()) {
            throw new IllegalArgumentException(
                    "Node '%s': Connecting to invalid output %s of source node %s which has %d outputs"
                            .formatted(reader, index, NodeOrder.owner(input), all.size()));
        }
        return all.get(Integer.parseInt(index));
    }
}
