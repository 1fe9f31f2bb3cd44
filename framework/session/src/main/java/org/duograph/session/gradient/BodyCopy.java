package org.duograph.session.gradient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.session.Body;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.OperationBuilder;
import org.duograph.session.Tensor;

/**
 * The operations of a branch or a loop's body once more, where its gradients are built: they read
 * what it computes, which is computed again.
 */
final class BodyCopy {
    private static final Set<String> WRITES_ARRAYS =
            Set.of("TensorArrayWriteV3", "TensorArrayScatterV3", "TensorArraySplitV3");

    private final Graph graph;
    private final Map<Tensor, Tensor> tensors = new HashMap<>();
    private final Map<Operation, Operation> operations = new HashMap<>();

    private BodyCopy(Graph graph) {
        this.graph = graph;
    }

    /** What a body gives of some arguments, in the graph that is being built. */
    static List<Tensor> append(Graph graph, Body body, List<Tensor> arguments) {
        BodyCopy copy = new BodyCopy(graph);
        for (int i = 0; i < arguments.size(); i++) {
            copy.tensors.put(body.parameters().get(i), arguments.get(i));
        }
        body.operations().forEach(copy::add);
        return body.results().stream().map(copy.tensors::get).toList();
    }

    private void add(Operation op) {
        OperationBuilder builder =
                graph.op(op.type())
                        .name(op.name())
                        .inputs(op.inputs().stream().map(tensors::get).toList())
                        .device(op.device());
        for (Operation before : op.controlInputs()) {
            if (operations.containsKey(before)) { // else a parameter
                builder.control(operations.get(before));
            }
        }
        op.attrs().messages().forEach(builder::attr);
        Operation made = builder.build();
        operations.put(op, made);
        for (int i = 0; i < op.outputs().size(); i++) {
            tensors.put(op.output(i), made.output(i));
        }
    }

    /**
     * Fails if a body can't be computed once more to the same results.
     *
     * @throws IllegalArgumentException if it draws random numbers, prints, or writes arrays
     */
    static void requireRepeatable(Operation op, Body body) {
        List<String> found = new ArrayList<>();
        for (Operation inner : body.operations()) {
            if (inner.isStateful() || WRITES_ARRAYS.contains(inner.type())) {
                found.add("'%s' (op: '%s')".formatted(inner.name(), inner.type()));
            }
            for (String function : inner.attrs().functions()) {
                requireRepeatable(op, inner.graph().bodies().get(function));
            }
        }
        if (!found.isEmpty()) {
            throw new IllegalArgumentException(
                    "The gradients of '%s' (op: '%s') can't be written for TensorFlow: they compute its body '%s' again, in which %s would not give the same again; build them outside of it, or write the graph for Duograph alone"
                            .formatted(
                                    op.name(), op.type(), body.name(), String.join(", ", found)));
        }
    }
}
