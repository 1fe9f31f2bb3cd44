package org.duograph.workspace.lower;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.workspace.io.GivenTensors;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Writes a graph as a net: the way back from {@link NetImporter}. Every value becomes a blob of its
 * own; a value that is assigned to one variable bears that variable's name.
 */
public final class NetExporter {
    private final Graph graph;
    private final Map<Value, String> names = new LinkedHashMap<>();

    private NetExporter(Graph graph) {
        this.graph = graph;
    }

    /**
     * The net that {@link NetImporter} makes {@code graph} of.
     *
     * @throws IllegalArgumentException if it has a constant of a type that no net can fill in
     */
    public static NetDef export(Graph graph) {
        return new NetExporter(graph).export();
    }

    private NetDef export() {
        NetDef.Builder net = NetDef.newBuilder().setName(graph.name());
        NetDef.Builder copies = NetDef.newBuilder();
        graph.variables().forEach((name, value) -> names.put(value, name));
        net.addAllExternalInput(graph.variables().keySet());
        graph.assigns()
                .forEach(
                        (name, value) -> {
                            boolean free = !graph.variables().containsKey(name);
                            if (free && names.putIfAbsent(value, name) == null) {
                                return;
                            }
                            copies.addOp(Ops.operator("Copy", List.of(blob(value)), List.of(name)));
                        });
        for (Node node : graph.nodes()) {
            boolean absent = node.isConstant() && node.output(0).isAbsent();
            if (node.isConstant() && !absent) {
                net.addAllOp(GivenTensors.operators(blob(node.output(0)), node.constant()));
            } else if (!node.isSource()) {
                net.addOp(operator(node));
            }
        }
        net.addAllOp(copies.getOpList());
        return net.addAllExternalOutput(graph.assigns().keySet()).build();
    }

    private String blob(Value value) {
        return names.computeIfAbsent(value, v -> "_" + v.name());
    }

    private OperatorDef operator(Node node) {
        List<Value> there = node.inputs().stream().filter(v -> !v.isAbsent()).toList();
        List<String> inputs = there.stream().map(this::blob).toList();
        List<String> outputs = node.outputs().stream().map(this::blob).toList();
        Map<String, Object> args = Spellings.arguments(node.op(), node.attrs().given());
        if (there.size() < node.inputs().size()) {
            args.put("sequence_lengths", 0); // the one input that Caffe2 leaves out before others
        }
        return Ops.operator(node.op().type(), inputs, outputs, args);
    }
}
