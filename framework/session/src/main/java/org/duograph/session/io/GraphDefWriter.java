package org.duograph.session.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.duograph.session.Body;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.gradient.Expansion;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.session.proto.VersionDef;

/**
 * Writes graphs as TensorFlow's {@code GraphDef}. Gradients are written as TensorFlow's own nodes,
 * unless the graph is for Duograph alone: then it is read back as it was.
 */
public final class GraphDefWriter {
    /** TensorFlow 1.15's own number: below 24, a scalar placeholder would mean an unknown shape. */
    private static final int PRODUCER = 134;

    private GraphDefWriter() {}

    /**
     * The message of a graph, in the order in which its operations were made.
     *
     * @throws IllegalArgumentException if TensorFlow has no gradient for an operator; all are
     *     listed
     */
    public static GraphDef write(Graph graph) {
        return write(graph, Set.copyOf(graph.operations()));
    }

    /**
     * The message of some operations of a graph, which need no others.
     *
     * @throws IllegalArgumentException as {@link #write(Graph)}
     */
    public static GraphDef write(Graph graph, Set<Operation> wanted) {
        requireNoCode(graph, wanted);
        return Expansion.isNeeded(wanted)
                ? writeUnexpanded(Expansion.of(graph, wanted).graph())
                : message(graph, wanted);
    }

    /** The message of a graph as it is, with gradients as an operator that only Duograph reads. */
    public static GraphDef writeUnexpanded(Graph graph) {
        Set<Operation> all = Set.copyOf(graph.operations());
        requireNoCode(graph, all);
        return message(graph, all);
    }

    /** Java code can't be written; all operations that run some are named. */
    private static void requireNoCode(Graph graph, Set<Operation> wanted) {
        List<Operation> all = new ArrayList<>(wanted);
        for (Body body : graph.bodies().all()) {
            if (functions(wanted).contains(body.name())) {
                all.addAll(body.operations());
            }
        }
        List<String> calls =
                all.stream()
                        .filter(op -> op.attrs().has("token"))
                        .map(Operation::name)
                        .sorted()
                        .toList();
        if (!calls.isEmpty()) {
            throw new IllegalArgumentException(
                    "The operations %s run Java code, which no file can hold; write the part of the graph without them, or compute the same with other operations"
                            .formatted(calls));
        }
    }

    private static GraphDef message(Graph graph, Set<Operation> wanted) {
        GraphDef.Builder message = GraphDef.newBuilder();
        Set<String> functions = functions(wanted);
        for (Body body : graph.bodies().all()) {
            if (functions.contains(body.name())) {
                message.getLibraryBuilder().addFunction(FunctionWriter.write(body));
            }
        }
        for (Operation op : graph.operations()) {
            if (wanted.contains(op)) {
                message.addNode(node(op));
            }
        }
        return message.setVersions(VersionDef.newBuilder().setProducer(PRODUCER)).build();
    }

    /** The names of the bodies that operations run, and those that these run. */
    private static Set<String> functions(Collection<Operation> operations) {
        Set<String> all = new HashSet<>();
        for (Operation op : operations) {
            for (String name : op.attrs().functions()) {
                all.add(name);
                all.addAll(functions(op.graph().bodies().get(name).operations()));
            }
        }
        return all;
    }

    private static NodeDef node(Operation op) {
        List<String> inputs = new ArrayList<>();
        op.inputs().forEach(input -> inputs.add(input.inputName()));
        op.controlInputs().forEach(before -> inputs.add("^" + before.name()));
        return node(op, inputs);
    }

    /** The message of an operation, whose inputs are called so. */
    static NodeDef node(Operation op, List<String> inputs) {
        return NodeDef.newBuilder()
                .setName(op.name())
                .setOp(op.type())
                .setDevice(op.device())
                .addAllInput(inputs)
                .putAllAttr(op.attrs().messages())
                .build();
    }
}
