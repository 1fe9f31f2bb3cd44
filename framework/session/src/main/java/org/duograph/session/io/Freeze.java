package org.duograph.session.io;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.op.Arg;
import org.duograph.session.op.AttrDef;
import org.duograph.session.op.Attributes;
import org.duograph.session.op.Operators;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;

/**
 * Makes one message of a graph and the content of its variables, TensorFlow's {@code freeze_graph}:
 * variables become constants of their names, and only what the outputs need stays.
 */
public final class Freeze {
    private final Session session;

    private Freeze(Session session) {
        this.session = session;
    }

    /**
     * The part of a session's graph that outputs need, with what its variables hold now.
     *
     * @throws IllegalArgumentException if it writes a variable, which a constant can't be
     * @throws IllegalStateException if a variable has no content
     */
    public static GraphDef graph(Session session, List<Tensor> outputs) {
        Graph graph = session.graph();
        GraphDef part = GraphDefWriter.write(graph, graph.ancestors(outputs));
        Freeze freeze = new Freeze(session);
        GraphDef.Builder frozen = part.toBuilder().clearNode();
        for (NodeDef node : part.getNodeList()) {
            frozen.addNode(freeze.frozen(graph.operation(node.getName()), node));
        }
        return frozen.build();
    }

    private NodeDef frozen(Operation op, NodeDef node) {
        if (op.isVariable()) {
            return constant(op, node);
        }
        if (Operators.get(op.type()).inputs().stream().noneMatch(Arg::isReference)) {
            return node;
        }
        Operation variable = op.input(0).operation();
        NodeDef.Builder reader = node.toBuilder().clearAttr();
        reader.putAttr("T", Attributes.message(AttrDef.Kind.TYPE, variable.output(0).dtype()));
        if (op.type().equals("ReadVariableOp")) {
            return reader.setOp("Identity").build();
        } else if (op.type().equals("VariableShape")) {
            return reader.setOp("Shape")
                    .putAttr("out_type", node.getAttrOrThrow("out_type"))
                    .build();
        }
        if (op.type().equals("ResourceGather") && op.attrs().integer("batch_dims") == 0) {
            return reader.setOp("Gather")
                    .putAttr("Tparams", reader.getAttrOrThrow("T"))
                    .removeAttr("T")
                    .putAttr("Tindices", node.getAttrOrThrow("Tindices"))
                    .build();
        }
        throw new IllegalArgumentException(
                "'%s' (op: '%s') needs the variable '%s' itself, which is a constant in a frozen graph; name outputs that don't need it"
                        .formatted(op.name(), op.type(), variable.name()));
    }

    /** A constant in place of a variable. */
    private NodeDef constant(Operation variable, NodeDef node) {
        return node.toBuilder()
                .setOp("Const")
                .clearAttr()
                .putAttr("dtype", Attributes.message(AttrDef.Kind.TYPE, variable.output(0).dtype()))
                .putAttr("value", Attributes.message(AttrDef.Kind.TENSOR, session.value(variable)))
                .build();
    }
}
