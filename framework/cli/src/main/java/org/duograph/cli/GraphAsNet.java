package org.duograph.cli;

import java.util.LinkedHashSet;
import java.util.Set;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * A graph of TensorFlow as a net that is only drawn: tensors become blobs, operations without
 * inputs (placeholders, constants, variables) become blobs from outside.
 */
final class GraphAsNet {
    private GraphAsNet() {}

    /** The net of a graph. */
    static NetDef of(Graph graph, String name) {
        NetDef.Builder net = NetDef.newBuilder().setName(name);
        Set<Tensor> results = new LinkedHashSet<>();
        for (Operation op : graph.operations()) {
            if (!op.inputs().isEmpty() || !op.controlInputs().isEmpty()) {
                OperatorDef.Builder drawn = net.addOpBuilder().setType(op.type());
                op.inputs().forEach(input -> drawn.addInput(blob(input)));
                op.outputs().forEach(output -> drawn.addOutput(blob(output)));
                op.controlInputs().stream()
                        .filter(before -> !before.outputs().isEmpty())
                        .forEach(before -> drawn.addControlInput(blob(before.output(0))));
                results.addAll(op.outputs());
                results.removeAll(Set.copyOf(op.inputs()));
            }
        }
        results.forEach(result -> net.addExternalOutput(blob(result)));
        return net.build();
    }

    /** A tensor's name without {@code :0}. */
    private static String blob(Tensor tensor) {
        return tensor.index() == 0 ? tensor.operation().name() : tensor.name();
    }
}
