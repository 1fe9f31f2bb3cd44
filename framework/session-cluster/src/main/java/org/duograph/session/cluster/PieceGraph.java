package org.duograph.session.cluster;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.OperationBuilder;
import org.duograph.session.Tensor;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.op.Arg;
import org.duograph.session.op.Operators;
import org.duograph.session.proto.GraphDef;

/**
 * Writes the operations of a piece as a graph of their own: what they are given is placeholders.
 */
final class PieceGraph {
    private final Graph graph = new Graph();
    private final Set<Operation> members;
    private final Set<Operation> variables;
    private final Set<Tensor> fed;
    private final Map<Operation, Operation> copies = new HashMap<>();
    private final Map<Tensor, Operation> givens = new LinkedHashMap<>();

    /**
     * A graph without operations.
     *
     * @param from the graph of the members, whose bodies they may run
     * @param members the operations of the piece
     * @param variables those that members read themselves, because they are of the same task
     * @param fed tensors that the run is fed
     */
    PieceGraph(Graph from, Set<Operation> members, Set<Operation> variables, Set<Tensor> fed) {
        this.members = members;
        this.variables = variables;
        this.fed = fed;
        graph.bodies().addAll(from.bodies());
    }

    /** Appends copies of the members, inputs first. */
    void addAll(List<Operation> inOrder) {
        for (Operation op : inOrder) {
            if (!copies.containsKey(op)) {
                copy(op);
            }
        }
    }

    /** The tensors that stand as placeholders, with those. */
    Map<Tensor, Operation> givens() {
        return givens;
    }

    GraphDef message() {
        return GraphDefWriter.writeUnexpanded(graph);
    }

    private Operation copy(Operation op) {
        OperationBuilder builder = graph.op(op.type()).name(op.name() + "/").device(op.device());
        op.attrs().messages().forEach(builder::attr);
        List<Arg> args = Operators.get(op.type()).inputs();
        for (int i = 0; i < op.inputs().size(); i++) {
            boolean written = i < args.size() && args.get(i).isReference();
            builder.input(written ? reference(op.input(i)) : content(op.input(i)));
        }
        for (Operation control : op.controlInputs()) {
            if (copies.containsKey(control) && members.contains(control)) {
                builder.control(copies.get(control));
            } else if (control.type().equals("NoOp")) {
                throughNoOp(control, builder);
            }
        }
        Operation made = builder.build();
        copies.put(op, made);
        return made;
    }

    private void throughNoOp(Operation noOp, OperationBuilder builder) {
        for (Operation control : noOp.controlInputs()) {
            if (control.type().equals("NoOp")) {
                throughNoOp(control, builder);
            } else if (members.contains(control)) {
                builder.control(copies.get(control));
            }
        }
    }

    /** A variable, to be written: itself, or what was written to it here. */
    private Tensor reference(Tensor tensor) {
        Operation op = tensor.operation();
        if (members.contains(op) && copies.containsKey(op)) {
            return copies.get(op).output(0);
        }
        while (!op.isVariable()) {
            op = op.input(0).operation(); // what a write gives is what it wrote
        }
        return copies.containsKey(op) ? copies.get(op).output(0) : copy(op).output(0);
    }

    private Tensor content(Tensor tensor) {
        Operation op = tensor.operation();
        if (fed.contains(tensor)) {
            return given(tensor);
        }
        if (members.contains(op) || variables.contains(op) || Cut.isEverywhere(op)) {
            Operation made = copies.containsKey(op) ? copies.get(op) : copy(op);
            return made.output(op.outputs().indexOf(tensor));
        }
        return given(tensor);
    }

    private Tensor given(Tensor tensor) {
        Operation placeholder = givens.get(tensor);
        if (placeholder == null) {
            String name = "given/" + tensor.name().replace(':', '_') + "/";
            placeholder =
                    graph.op("Placeholder")
                            .name(name)
                            .attr("dtype", tensor.dtype())
                            .attr("shape", tensor.shape())
                            .build();
            givens.put(tensor, placeholder);
        }
        return placeholder.output(0);
    }
}
