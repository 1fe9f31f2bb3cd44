package org.duograph.session.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.duograph.graph.Suggestion;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.OperationBuilder;
import org.duograph.session.Tensor;
import org.duograph.session.frames.Budget;
import org.duograph.session.frames.NodeOrder;
import org.duograph.session.frames.Region;
import org.duograph.session.frames.Structuring;
import org.duograph.session.op.Operators;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.session.proto.TensorShapeProto;

/**
 * Adds the operations of a {@code GraphDef} to a graph, TensorFlow's {@code import_graph_def}.
 *
 * <p>Nodes may stand in any order; they become operations in one in which inputs come first. Loops
 * and choices that TensorFlow 1 writes as frames, Switches and Merges become {@code While} and
 * {@code If}: what comes out of them keeps its name, what is inside can't be fetched any more.
 */
public final class GraphDefReader {
    /** So many elements constants may have that stand as one that is repeated. */
    private static final long MOST_REPEATED = 1 << 25;

    private final GraphDef message;
    private final Graph graph;
    private final String prefix;
    private final Map<String, Tensor> replaced;
    private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
    private final FunctionReader functions;

    private GraphDefReader(
            GraphDef message, Graph graph, String prefix, Map<String, Tensor> replaced) {
        this.message = message;
        this.graph = graph;
        this.prefix = prefix;
        this.replaced = replaced;
        this.functions = new FunctionReader(message.getLibrary(), graph);
    }

    /**
     * A graph of its own for a message.
     *
     * @throws IllegalArgumentException as {@link #add}
     */
    public static Graph read(GraphDef message) {
        Graph graph = new Graph();
        add(message, graph, "", Map.of());
        return graph;
    }

    /**
     * Adds a message's operations to a graph.
     *
     * @param prefix the name scope to put them in; empty for none
     * @param replaced tensors of {@code graph} in place of some of the message's, by their name:
     *     {@code node} or {@code node:1}
     * @throws IllegalArgumentException if operators are unknown (all are listed), names or inputs
     *     are wrong, or shapes don't fit; the graph may have got some of the operations by then
     */
    public static void add(
            GraphDef message, Graph graph, String prefix, Map<String, Tensor> replaced) {
        new GraphDefReader(message, graph, prefix, replaced).addAll();
    }

    private void addAll() {
        for (NodeDef node : message.getNodeList()) {
            if (nodes.put(node.getName(), node) != null) {
                throw new IllegalArgumentException("Node '" + node.getName() + "' is not unique");
            }
        }
        requireKnownOperators(nodes.values());
        requireConstantsInProportion(nodes.values());
        Map<String, Tensor> unused = new LinkedHashMap<>(replaced);
        for (NodeDef node : nodes.values()) {
            node.getInputList().forEach(input -> unused.remove(NodeOrder.normal(input)));
        }
        if (!unused.isEmpty()) {
            throw new IllegalArgumentException(
                    "Attempted to map inputs that were not found in graph_def: " + unused.keySet());
        }
        Predicate<String> given = input -> replaced.containsKey(NodeOrder.normal(input));
        Region region = Structuring.of(SharedVariables.merged(nodes), given);
        RegionReader.File file = new RegionReader.File(graph, functions, new Budget(nodes.size()));
        new RegionReader(file, region, replaced, this::exactly).addAll();
    }

    /** The operators of a message that nobody knows, those of its functions too, and the nodes. */
    public static Map<String, List<String>> unknownOperators(GraphDef message) {
        List<NodeDef> all = new ArrayList<>(message.getNodeList());
        message.getLibrary().getFunctionList().forEach(f -> all.addAll(f.getNodeDefList()));
        return unknownOperators(all);
    }

    private static Map<String, List<String>> unknownOperators(Collection<NodeDef> nodes) {
        Map<String, List<String>> unknown = new TreeMap<>();
        for (NodeDef node : nodes) {
            if (!Operators.has(node.getOp()) && !Structuring.isControlFlow(node.getOp())) {
                unknown.computeIfAbsent(node.getOp(), op -> new ArrayList<>()).add(node.getName());
            }
        }
        return unknown;
    }

    /** Fails if there are operators that nobody knows, and lists all of them. */
    static void requireKnownOperators(Collection<NodeDef> nodes) {
        Map<String, List<String>> unknown = unknownOperators(nodes);
        if (!unknown.isEmpty()) {
            List<String> lines = new ArrayList<>();
            unknown.forEach(
                    (op, names) ->
                            lines.add(
                                    "'%s' (%s)%s"
                                            .formatted(
                                                    op,
                                                    Suggestion.list(names),
                                                    Suggestion.among(op, Operators.types()))));
            throw new IllegalArgumentException(
                    "Op type not registered: " + String.join("; ", lines));
        }
    }

    /** A few bytes can say that a number is repeated to fill any memory. */
    static void requireConstantsInProportion(Collection<NodeDef> nodes) {
        long repeated = 0;
        for (NodeDef node : nodes) {
            for (AttrValue attr : node.getAttrMap().values()) {
                if (attr.hasTensor() && attr.getTensor().getTensorContent().isEmpty()) {
                    repeated += elements(attr.getTensor().getTensorShape());
                }
                if (repeated > MOST_REPEATED) {
                    throw new IllegalArgumentException(
                            "Node '%s': constants of repeated numbers have more than %,d elements together; write them as Fill, or with their bytes"
                                    .formatted(node.getName(), MOST_REPEATED));
                }
            }
        }
    }

    /** How many elements an array of this shape has, or more than there may be. */
    private static long elements(TensorShapeProto shape) {
        long elements = 1;
        for (TensorShapeProto.Dim dim : shape.getDimList()) {
            long extent = Math.max(0, Math.min(dim.getSize(), MOST_REPEATED + 1));
            elements = Math.min(elements * extent, MOST_REPEATED + 1);
        }
        return elements;
    }

    /**
     * Adds one node.
     *
     * @param name what it is called in the graph, exactly
     * @param controls the operations that it may run after, by what the message calls them
     * @param tensors an input's tensor, by the node's name and the input's
     */
    static Operation add(
            Graph graph,
            NodeDef node,
            String name,
            Map<String, Operation> controls,
            BiFunction<String, String, Tensor> tensors,
            FunctionReader functions) {
        OperationBuilder op = graph.op(node.getOp()).name(name + "/"); // as it is
        for (String input : node.getInputList()) {
            if (input.startsWith("^")) {
                op.control(controls.get(NodeOrder.owner(input)));
            } else {
                op.input(tensors.apply(node.getName(), input));
            }
        }
        new TreeMap<>(node.getAttrMap())
                .forEach((attr, value) -> op.attr(attr, functions.renamed(value)));
        return node.getDevice().isEmpty() ? op.build() : op.device(node.getDevice()).build();
    }

    /** The name in the graph, which must be free. */
    private String exactly(String name) {
        String full = prefix.isEmpty() ? name : prefix + "/" + name;
        if (graph.has(full)) {
            throw new IllegalArgumentException(
                    "Node '%s' is not unique: the graph has one already; give a prefix"
                            .formatted(full));
        }
        return full;
    }
}
