package org.duograph.session.gradient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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

    /** Whether loop variable {@code k} is an array that the body writes, and doesn't read. */
    static boolean isWritten(Body body, int k) {
        Set<Operation> writes = writes(body, k);
        Set<Tensor> flows = new HashSet<>();
        flows.add(body.parameters().get(k));
        writes.forEach(write -> flows.add(write.output(0)));
        return !writes.isEmpty()
                && flow(body, k).equals(body.parameters().get(k))
                && body.operations().stream()
                        .filter(op -> !writes.contains(op))
                        .noneMatch(op -> op.inputs().stream().anyMatch(flows::contains));
    }

    /** The writes behind each other that end in result {@code k}. */
    private static Set<Operation> writes(Body body, int k) {
        Set<Operation> writes = new HashSet<>();
        Tensor at = body.results().get(k);
        while (WRITES_ARRAYS.contains(at.operation().type())) {
            writes.add(at.operation());
            at = flowBefore(at);
        }
        return writes;
    }

    /** With what they begin. */
    private static Tensor flow(Body body, int k) {
        Tensor at = body.results().get(k);
        while (WRITES_ARRAYS.contains(at.operation().type())) {
            at = flowBefore(at);
        }
        return at;
    }

    /** The flow that a write was given: its last input. */
    private static Tensor flowBefore(Tensor written) {
        List<Tensor> inputs = written.operation().inputs();
        return inputs.get(inputs.size() - 1);
    }

    /**
     * Fails if a body can't be computed once more to the same results.
     *
     * @throws IllegalArgumentException if it draws random numbers, prints, or writes arrays that it
     *     reads, or a branch or an inner loop does
     */
    static void requireRepeatable(Operation op, Body body) {
        List<String> found = new ArrayList<>();
        Set<Operation> harmless = new HashSet<>();
        for (int k = 0; k < body.results().size() && op.type().endsWith("While"); k++) {
            if (isWritten(body, k)) {
                harmless.addAll(writes(body, k));
            }
        }
        for (Operation inner : body.operations()) {
            boolean writes = WRITES_ARRAYS.contains(inner.type()) && !harmless.contains(inner);
            if (inner.isStateful() || writes) {
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
