package org.duograph.interop.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.duograph.graph.Graph;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.Value;
import org.duograph.interop.onnx.proto.AttributeProto;
import org.duograph.interop.onnx.proto.FunctionProto;
import org.duograph.interop.onnx.proto.GraphProto;
import org.duograph.interop.onnx.proto.NodeProto;
import org.duograph.interop.onnx.proto.TensorProto;
import org.duograph.tensor.NDArray;

/**
 * Lowers the nodes of one graph of a model, or of one function, into a graph of the core, and knows
 * what each name stands for. Graphs inside of nodes have lowerers of their own, which see the names
 * around them: those that become part of the same graph of the core ({@link #inside}), and those of
 * bodies, which are handed what they use ({@code Body}).
 */
final class GraphLowerer {
    private final Refusals refusals;
    private final Graph graph;
    private final KnownNumbers known;
    private final KnownNumbers fixed = new KnownNumbers(variable -> null);
    private final Map<String, Long> opsets;
    private final Map<String, AttributeProto> attributes;
    private final GraphLowerer around;
    private final Map<String, Item> items = new LinkedHashMap<>();
    private final Set<String> lost = new LinkedHashSet<>();

    private GraphLowerer(
            Refusals refusals,
            Graph graph,
            KnownNumbers known,
            Map<String, Long> opsets,
            Map<String, AttributeProto> attributes,
            GraphLowerer around) {
        this.refusals = refusals;
        this.graph = graph;
        this.known = known;
        this.opsets = opsets;
        this.attributes = attributes;
        this.around = around;
    }

    /** The lowerer of a model's own graph. */
    static GraphLowerer of(Refusals refusals, Graph graph, KnownNumbers known) {
        return new GraphLowerer(refusals, graph, known, refusals.model().opsets(), Map.of(), null);
    }

    /** A lowerer of a graph inside, whose nodes go into the same graph of the core. */
    GraphLowerer inside() {
        return new GraphLowerer(refusals, graph, known, opsets, attributes, this);
    }

    /** A lowerer of a body, which becomes a graph of the core of its own and sees no names here. */
    GraphLowerer body(String name) {
        Graph own = new Graph(name);
        KnownNumbers none = new KnownNumbers(variable -> null);
        return new GraphLowerer(refusals, own, none, opsets, attributes, null);
    }

    /** The graph of the core. */
    Graph graph() {
        return graph;
    }

    /** Where files with arrays lie, or null. */
    Path folder() {
        return refusals.model().folder();
    }

    /** The version of a set of operators; 1 of one that the model does not name. */
    long opset(String domain) {
        return opsets.getOrDefault(OnnxModel.domain(domain), 1L);
    }

    /** The attribute that a function was called with, or null. */
    AttributeProto functionAttribute(String name) {
        return attributes.get(name);
    }

    /** The numbers of a value, or null if they are known only while the graph runs. */
    NDArray known(Value value) {
        return known.of(value);
    }

    /**
     * The numbers of a value, or null if they depend on what is fed, however well that is known.
     */
    NDArray fixed(Value value) {
        return fixed.of(value);
    }

    /**
     * Does something, or gives null where that is refused; what was noted meanwhile is forgotten
     * then.
     */
    <T> T attempt(Supplier<T> work) {
        int[] before = refusals.sizes();
        try {
            T result = work.get();
            if (refusals.size() == before[0] + before[1]) {
                return result;
            }
        } catch (UnsupportedModelException | Lost e) {
            // told below
        }
        refusals.cut(before);
        return null;
    }

    /** Lets a name stand for something. */
    void put(String name, Item item) {
        items.put(name, item);
    }

    /** Whether the name stands for something, or would if nothing had been refused. */
    boolean knows(String name) {
        return items.containsKey(name)
                || lost.contains(name)
                || around != null && around.knows(name);
    }

    /**
     * What a name stands for.
     *
     * @throws Lost if what gives it was refused
     * @throws IllegalArgumentException if nothing gives it
     */
    Item find(String name) {
        Item item = items.get(name);
        if (item != null) {
            return item;
        }
        if (lost.contains(name)) {
            throw new Lost();
        }
        if (around != null) {
            return around.find(name);
        }
        throw new IllegalArgumentException("nothing gives \"" + name + "\", which it reads");
    }

    /** Thrown where an operand is missing because the node that gives it was refused. */
    static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1;

        Lost() {
            super("", null, false, false);
        }
    }

    /** Lets the arrays of a graph stand for their names; those that have a meaning keep it. */
    void initializers(GraphProto proto) {
        for (TensorProto array : proto.getInitializerList()) {
            if (!items.containsKey(array.getName())) {
                try {
                    NDArray numbers = OnnxArrays.read(array, folder());
                    put(array.getName(), new Item.Array(graph.constant(array.getName(), numbers)));
                } catch (UnsupportedModelException e) {
                    refusals.unsupported("initializer \"%s\"".formatted(array.getName()), e);
                    lost.add(array.getName());
                } catch (IOException | IllegalArgumentException e) {
                    refusals.wrong("initializer \"%s\"".formatted(array.getName()), e);
                    lost.add(array.getName());
                }
            }
        }
        if (proto.getSparseInitializerCount() > 0) {
            refusals.unsupported(
                    "graph \"%s\"".formatted(proto.getName()),
                    new UnsupportedModelException(
                            "sparse initializers are not read; write them dense"));
        }
    }

    /** Lowers nodes, in order. What can't be is noted, and what depends on it left out. */
    void lower(List<NodeProto> nodes) {
        for (NodeProto node : nodes) {
            refusals.count();
            try {
                give(node, results(node));
            } catch (Lost e) {
                lost.addAll(node.getOutputList());
            } catch (UnsupportedModelException e) {
                refusals.unsupported(Refusals.describe(node), e);
                lost.addAll(node.getOutputList());
            } catch (IllegalArgumentException | ArithmeticException e) {
                refusals.wrong(Refusals.describe(node), e);
                lost.addAll(node.getOutputList());
            }
        }
    }

    private List<Item> results(NodeProto node) {
        String key = OnnxModel.key(node.getDomain(), node.getOpType());
        FunctionProto function = refusals.function(key);
        if (function != null) {
            return call(node, function);
        }
        Rule rule = Rules.find(key);
        if (rule == null) {
            throw new UnsupportedModelException("there is no such operator" + Rules.near(key));
        }
        NodeSite site = new NodeSite(this, node);
        rule.lower(site);
        return site.given();
    }

    private void give(NodeProto node, List<Item> results) {
        for (int i = 0; i < node.getOutputCount(); i++) {
            String name = node.getOutput(i);
            if (!name.isEmpty()) {
                if (i >= results.size() || results.get(i) == null) {
                    throw new UnsupportedModelException(
                            "its output %d, \"%s\", is not offered".formatted(i, name));
                }
                put(name, results.get(i));
            }
        }
    }

    /** Lowers a function's nodes in place of the call. */
    private List<Item> call(NodeProto node, FunctionProto function) {
        Map<String, AttributeProto> given = new LinkedHashMap<>();
        function.getAttributeProtoList().forEach(a -> given.put(a.getName(), a));
        for (AttributeProto attr : node.getAttributeList()) {
            AttributeProto meant =
                    attr.getRefAttrName().isEmpty() ? attr : attributes.get(attr.getRefAttrName());
            if (meant != null) {
                given.put(attr.getName(), meant);
            }
        }
        Map<String, Long> versions = OnnxModel.opsets(function.getOpsetImportList());
        GraphLowerer callee =
                new GraphLowerer(
                        refusals,
                        graph,
                        known,
                        versions.isEmpty() ? opsets : versions,
                        given,
                        null);
        for (int i = 0; i < function.getInputCount(); i++) {
            boolean there = i < node.getInputCount() && !node.getInput(i).isEmpty();
            if (there) {
                callee.put(function.getInput(i), find(node.getInput(i)));
            }
        }
        refusals.enter(function.getName());
        callee.lower(function.getNodeList());
        refusals.leave();
        List<Item> results = new ArrayList<>();
        for (String output : function.getOutputList()) {
            results.add(callee.find(output));
        }
        return results;
    }
}
