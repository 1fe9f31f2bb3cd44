package org.duograph.workspace.lower;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.workspace.host.Hosts;
import org.duograph.workspace.io.GivenTensors;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.DeviceOption;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Writes a graph as a net: the way back from {@link NetImporter}. Every value becomes a blob. It
 * bears the name of a variable to which it is assigned, else the one by which a host operator calls
 * it (files name it so), unless another value that is still read has that name.
 */
public final class NetExporter {
    private final Graph graph;
    private final Map<Value, String> names = new LinkedHashMap<>();
    private final Set<String> taken = new HashSet<>();

    private NetExporter(Graph graph) {
        this.graph = graph;
    }

    /**
     * The net that {@link NetImporter} makes {@code graph} of.
     *
     * @throws IllegalArgumentException if it has what no net can say: a constant of such a type, a
     *     device of another backend than cpu, cuda and onednn, a seed that is 0 or beyond 32 bits,
     *     a For or the gradient of a loop
     */
    public static NetDef export(Graph graph) {
        return new NetExporter(graph).export();
    }

    private NetDef export() {
        NetDef.Builder net = NetDef.newBuilder().setName(graph.name());
        net.addAllExternalInput(graph.variables().keySet());
        nameVariables();
        graph.nodes().forEach(this::nameTensorsOfHost);
        List<OperatorDef> copies = copies(net);
        for (Node node : graph.nodes()) {
            boolean absent = node.isConstant() && node.output(0).isAbsent();
            if (node.isConstant() && !absent) {
                net.addAllOp(GivenTensors.operators(blob(node.output(0)), node.constant()));
            } else if (ControlExporter.isFor(node)) {
                net.addAllOp(
                        new ControlExporter(this::blob, this::unlike, NetExporter::export)
                                .write(node));
            } else if (!node.isSource()) {
                net.addOp(operator(node));
            }
        }
        net.addAllOp(copies);
        return net.addAllExternalOutput(graph.assigns().keySet()).build();
    }

    private void nameVariables() {
        taken.addAll(graph.variables().keySet());
        taken.addAll(graph.assigns().keySet());
        graph.variables().forEach((name, value) -> names.put(value, name));
        graph.assigns()
                .forEach(
                        (name, value) -> {
                            if (isReadAtMostUpTo(value, graph.variables().get(name))) {
                                names.putIfAbsent(value, name);
                            }
                        });
    }

    /** Whether a variable, if it is one, is not read after {@code value} is computed. */
    private boolean isReadAtMostUpTo(Value value, Value variable) {
        if (variable == null) {
            return true;
        }
        int written = graph.nodes().indexOf(value.node());
        List<Node> after = graph.nodes().subList(written + 1, graph.nodes().size());
        return !value.node().isSource()
                && after.stream().noneMatch(node -> node.inputs().contains(variable));
    }

    private void nameTensorsOfHost(Node node) {
        OperatorDef op = Hosts.operator(node);
        if (op != null) {
            Hosts.inputs(node).forEach(this::nameIfFree);
            Hosts.outputs(node).forEach(this::nameIfFree);
            taken.addAll(op.getInputList());
            taken.addAll(op.getOutputList());
            taken.addAll(Hosts.others(node));
        }
    }

    private void nameIfFree(String name, Value value) {
        if (!names.containsKey(value) && taken.add(name)) {
            names.put(value, name);
        }
    }

    /**
     * The operators that give blobs of other names their values when all others have run. A graph
     * assigns all variables at once, a net copies one after the other: a variable that changes and
     * whose value another one gets is kept by an operator at the net's head.
     */
    private List<OperatorDef> copies(NetDef.Builder net) {
        List<OperatorDef> copies = new ArrayList<>();
        Map<String, String> kept = new LinkedHashMap<>();
        graph.assigns()
                .forEach(
                        (name, value) -> {
                            String blob = blob(value);
                            boolean changes =
                                    graph.variables().get(blob) == value
                                            && graph.assigns().containsKey(blob);
                            if (!blob.equals(name)) {
                                String from =
                                        changes ? kept.computeIfAbsent(blob, this::unlike) : blob;
                                copies.add(Ops.operator("Copy", List.of(from), List.of(name)));
                            }
                        });
        kept.forEach((from, to) -> net.addOp(Ops.operator("Copy", List.of(from), List.of(to))));
        return copies;
    }

    private String blob(Value value) {
        return names.computeIfAbsent(value, v -> unlike(v.name()));
    }

    /** A name that no other blob has. */
    private String unlike(String name) {
        String other = "_" + name;
        while (!taken.add(other)) {
            other = "_" + other;
        }
        return other;
    }

    private OperatorDef operator(Node node) {
        OperatorDef host = Hosts.operator(node);
        OperatorDef.Builder op = (host == null ? written(node) : renamed(host, node)).toBuilder();
        DeviceOption option = DeviceWishes.option(node);
        if (!option.equals(DeviceOption.getDefaultInstance())) {
            op.setDeviceOption(option);
        }
        return op.build();
    }

    private OperatorDef written(Node node) {
        List<Value> there = node.inputs().stream().filter(v -> !v.isAbsent()).toList();
        List<String> inputs = there.stream().map(this::blob).toList();
        List<String> outputs = node.outputs().stream().map(this::blob).toList();
        Map<String, Object> args = Spellings.arguments(node.op(), node.attrs().given());
        if (there.size() < node.inputs().size()) {
            args.put("sequence_lengths", 0); // the one input that Caffe2 leaves out before others
        }
        return Ops.operator(node.op().type(), inputs, outputs, args);
    }

    /** A host operator as it was written, with the names that its tensors have now. */
    private OperatorDef renamed(OperatorDef op, Node node) {
        Map<String, Value> inputs = Hosts.inputs(node);
        OperatorDef.Builder renamed = op.toBuilder();
        for (int i = 0; i < op.getInputCount(); i++) {
            Value value = inputs.get(op.getInput(i));
            renamed.setInput(i, value == null ? op.getInput(i) : blob(value));
        }
        Map<String, Value> outputs = Hosts.outputs(node);
        for (int i = 0; i < op.getOutputCount(); i++) {
            Value value = outputs.get(op.getOutput(i));
            renamed.setOutput(i, value == null ? op.getOutput(i) : blob(value));
        }
        return renamed.build();
    }
}
