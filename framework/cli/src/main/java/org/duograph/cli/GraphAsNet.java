package org.duograph.cli;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.proto.AttrValue;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.io.Ops;
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
                op.attrs().messages().forEach((attr, value) -> addArgument(drawn, attr, value));
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

    /** The types of the tensors whose shapes the graph knows in full. */
    static Map<String, ArrayType> types(Graph graph) {
        Map<String, ArrayType> types = new LinkedHashMap<>();
        for (Operation op : graph.operations()) {
            for (Tensor tensor : op.outputs()) {
                if (tensor.shape().isKnown()) {
                    types.put(
                            blob(tensor), new ArrayType(tensor.dtype(), tensor.shape().filled(1)));
                }
            }
        }
        return types;
    }

    /** Numbers and words are arguments; types, which are seen at the tensors, are left out. */
    private static void addArgument(OperatorDef.Builder drawn, String name, AttrValue value) {
        switch (value.getValueCase()) {
            case I -> drawn.addArg(Ops.arg(name, value.getI()));
            case F -> drawn.addArg(Ops.arg(name, value.getF()));
            case B -> drawn.addArg(Ops.arg(name, value.getB()));
            case S -> drawn.addArg(Ops.arg(name, value.getS().toStringUtf8()));
            case LIST -> {
                if (value.getList().getICount() > 0) {
                    drawn.addArg(Ops.arg(name, value.getList().getIList()));
                }
            }
            default -> {}
        }
    }

    /** A tensor's name without {@code :0}. */
    private static String blob(Tensor tensor) {
        return tensor.index() == 0 ? tensor.operation().name() : tensor.name();
    }
}
