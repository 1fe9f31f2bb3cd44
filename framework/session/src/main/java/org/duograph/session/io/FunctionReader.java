package org.duograph.session.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.session.Body;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.frames.NodeOrder;
import org.duograph.session.frames.Structuring;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.DataType;
import org.duograph.session.proto.FunctionDef;
import org.duograph.session.proto.FunctionDefLibrary;
import org.duograph.session.proto.NodeDef;
import org.duograph.session.proto.OpDef;

/**
 * Adds functions of a library, when an operation names them, to the bodies of a graph. A body whose
 * name another one has in that graph gets another name.
 */
final class FunctionReader {
    private static final int DEEPEST = 32;
    private static final long MOST = 200_000; // operations, each as often as its function is called

    private final Graph graph;
    private int depth;
    private final Map<String, FunctionDef> functions = new LinkedHashMap<>();
    private final Map<String, Body> made = new HashMap<>();
    private final Map<String, Long> sizes = new HashMap<>(); // operations, by the body's name
    private long called; // operations, by the graph itself

    FunctionReader(FunctionDefLibrary library, Graph graph) {
        this.graph = graph;
        library.getFunctionList().forEach(f -> functions.put(f.getSignature().getName(), f));
    }

    /** An attribute, whose functions are called as they are in the graph. */
    AttrValue renamed(AttrValue value) {
        if (!value.hasFunc()) {
            return value;
        }
        if (value.getFunc().getAttrCount() > 0) {
            throw new IllegalArgumentException(
                    "Function '%s' is given the attributes %s; functions with attributes are not supported"
                            .formatted(
                                    value.getFunc().getName(),
                                    value.getFunc().getAttrMap().keySet()));
        }
        Body body = body(value.getFunc().getName());
        if (depth == 0) {
            called += sizes.get(body.name());
            requireFew(body, called);
        }
        AttrValue.Builder renamed = value.toBuilder();
        renamed.getFuncBuilder().setName(body.name());
        return renamed.build();
    }

    private Body body(String name) {
        Body body = made.get(name);
        if (body == null) {
            FunctionDef function = functions.get(name);
            if (function == null) {
                throw new IllegalArgumentException(
                        "Function '%s' is not in the library of the graph, which has %s"
                                .formatted(name, functions.keySet()));
            }
            if (depth == DEEPEST) {
                throw new IllegalArgumentException(
                        "Function '%s' calls itself, or functions call each other more than %d deep"
                                .formatted(name, DEEPEST));
            }
            depth++;
            body = read(function);
            depth--;
            made.put(name, body);
            measure(body);
        }
        return body;
    }

    /**
     * Counts the operations of a body, with those of the functions that it calls. Functions that
     * call each other twice each are few bytes, and more operations than any memory holds.
     */
    private void measure(Body body) {
        long size = 0;
        for (Operation op : body.operations()) {
            size++;
            for (String function : op.attrs().functions()) {
                size += sizes.get(function);
            }
            requireFew(body, size);
        }
        sizes.put(body.name(), size);
    }

    private static void requireFew(Body body, long size) {
        if (size > MOST) {
            throw new IllegalArgumentException(
                    "Functions call each other so often ('%s' among them) that they are more than %,d operations"
                            .formatted(body.name(), MOST));
        }
    }

    private Body read(FunctionDef function) {
        Map<String, DataType> parameters = new LinkedHashMap<>();
        for (OpDef.ArgDef arg : function.getSignature().getInputArgList()) {
            parameters.put(arg.getName(), type(function, arg));
        }
        List<String> results = new ArrayList<>();
        for (OpDef.ArgDef arg : function.getSignature().getOutputArgList()) {
            results.add(arg.getName());
        }
        return graph.bodies()
                .add(
                        graph,
                        function.getSignature().getName(),
                        parameters,
                        results,
                        given -> new Reading(function, given).results());
    }

    private static DataType type(FunctionDef function, OpDef.ArgDef arg) {
        if (!arg.getTypeAttr().isEmpty() || !arg.getNumberAttr().isEmpty()) {
            throw new IllegalArgumentException(
                    "Function '%s' takes '%s' of any type; functions with attributes are not supported"
                            .formatted(function.getSignature().getName(), arg.getName()));
        }
        return arg.getType();
    }

    /** One function while it is read. */
    private final class Reading {
        private final FunctionDef function;
        private final Map<String, Tensor> tensors = new HashMap<>();

        Reading(FunctionDef function, List<Tensor> parameters) {
            this.function = function;
            List<OpDef.ArgDef> args = function.getSignature().getInputArgList();
            for (int i = 0; i < args.size(); i++) {
                tensors.put(args.get(i).getName(), parameters.get(i));
            }
        }

        List<Tensor> results() {
            Map<String, NodeDef> nodes = new LinkedHashMap<>();
            function.getNodeDefList().forEach(node -> nodes.put(node.getName(), node));
            Map<String, Operation> operations = new HashMap<>();
            GraphDefReader.requireKnownOperators(nodes.values());
            nodes.values().forEach(this::requireNoFrames);
            GraphDefReader.requireConstantsInProportion(nodes.values());
            for (NodeDef node : new NodeOrder(nodes, tensors::containsKey).nodes()) {
                Operation op =
                        GraphDefReader.add(
                                graph,
                                node,
                                node.getName(),
                                operations,
                                this::tensor,
                                FunctionReader.this);
                operations.put(node.getName(), op);
                op.outputs().forEach(t -> tensors.put(node.getName() + ":" + t.argument(), t));
            }
            List<Tensor> results = new ArrayList<>();
            for (OpDef.ArgDef arg : function.getSignature().getOutputArgList()) {
                results.add(tensor(arg.getName(), function.getRetOrDefault(arg.getName(), "")));
            }
            return results;
        }

        private void requireNoFrames(NodeDef node) {
            if (Structuring.isControlFlow(node.getOp())) {
                throw new IllegalArgumentException(
                        "Function '%s': '%s' (op: '%s') is control flow as TensorFlow 1 writes it, which is read in graphs, but not in functions"
                                .formatted(
                                        function.getSignature().getName(),
                                        node.getName(),
                                        node.getOp()));
            }
        }

        private Tensor tensor(String reader, String name) {
            Tensor found = tensors.get(name);
            if (found == null) {
                throw new IllegalArgumentException(
                        "Function '%s': '%s' reads '%s', which is neither a parameter nor node:argument:index"
                                .formatted(function.getSignature().getName(), reader, name));
            }
            return found;
        }
    }
}
