package org.duograph.interop.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.interop.onnx.proto.GraphProto;
import org.duograph.interop.onnx.proto.ModelProto;
import org.duograph.interop.onnx.proto.TensorShapeProto;
import org.duograph.interop.onnx.proto.ValueInfoProto;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/**
 * Makes a model of ONNX of what a graph of the core computes for some of its values: of a net in
 * training that is its part for inference. Both faces' nets become such graphs: {@code
 * workspace.inspect().graph(net)} and {@code session.lowered(run, fetches)}.
 *
 * <p>Operators are those of version {@value #OPSET}, which programs have read since 2020. Variables
 * with content become arrays of the file, the others inputs.
 *
 * <pre>{@code
 * ModelProto model = new OnnxExporter(workspace.inspect().graph(net))
 *         .content(blob -> blob.equals("data") ? null : workspace.fetchBlob(blob))
 *         .export(List.of("softmax"));
 * }</pre>
 */
public final class OnnxExporter {
    /** The version of ONNX's operators that is written. */
    public static final int OPSET = 13;

    private static final int FORMAT = 7;

    private final Graph graph;
    private Function<String, NDArray> content = name -> null;

    /** An exporter of what that graph computes. */
    public OnnxExporter(Graph graph) {
        this.graph = graph;
    }

    /** Says what variables hold: they become arrays of the file; for null an input. */
    public OnnxExporter content(Function<String, NDArray> of) {
        content = of;
        return this;
    }

    /**
     * Makes the model.
     *
     * @param outputs what the model gives: variables that the graph assigns, or nodes
     * @throws IllegalArgumentException if there is no such output
     * @throws UnsupportedModelException if ONNX has no operators for it; the message lists all
     */
    public ModelProto export(List<String> outputs) {
        Map<String, Value> wanted = new LinkedHashMap<>();
        outputs.forEach(name -> wanted.put(name, find(name)));
        Set<Node> needed = needed(wanted);
        GraphProto.Builder proto = GraphProto.newBuilder().setName(graph.name());
        ExportSite.Names names = new ExportSite.Names(proto);
        List<String> copies = names.outputs(wanted);
        List<String> refused = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (needed.contains(node)) {
                try {
                    write(node, proto, names);
                } catch (UnsupportedModelException e) {
                    refused.add(node + ": " + e.getMessage());
                    node.outputs().forEach(y -> names.name(y));
                }
            }
        }
        if (!refused.isEmpty()) {
            throw new UnsupportedModelException(
                    "Graph \"%s\" can't be written as a model of ONNX:%n  %s"
                            .formatted(graph.name(), String.join("%n  ".formatted(), refused)));
        }
        for (String name : copies) {
            proto.addNodeBuilder()
                    .setOpType("Identity")
                    .addInput(names.name(wanted.get(name)))
                    .addOutput(name);
        }
        wanted.forEach((name, value) -> proto.addOutput(info(name, value.type())));
        ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(FORMAT);
        model.setProducerName("duograph").setGraph(proto);
        model.addOpsetImportBuilder().setVersion(OPSET);
        return model.build();
    }

    private Value find(String name) {
        Value assigned = graph.assigns().get(name);
        if (assigned != null) {
            return assigned;
        }
        for (Node node : graph.nodes()) {
            for (Value output : node.outputs()) {
                if (output.name().equals(name)) {
                    return output;
                }
            }
        }
        throw new IllegalArgumentException(
                "Graph \"%s\" gives no \"%s\"; it assigns %s"
                        .formatted(graph.name(), name, graph.assigns().keySet()));
    }

    /** The nodes on which values depend; of a dropout and the like only what inference reads. */
    private static Set<Node> needed(Map<String, Value> wanted) {
        Set<Node> needed = new LinkedHashSet<>();
        List<Node> waiting = new ArrayList<>();
        wanted.values().forEach(value -> waiting.add(value.node()));
        while (!waiting.isEmpty()) {
            Node node = waiting.remove(waiting.size() - 1);
            if (needed.add(node)) {
                ExportRules.read(node).forEach(input -> waiting.add(input.node()));
            }
        }
        return needed;
    }

    private void write(Node node, GraphProto.Builder proto, ExportSite.Names names) {
        if (node.isConstant()) {
            proto.addInitializer(OnnxArrays.write(names.name(node.output(0)), node.constant()));
        } else if (node.isVariable()) {
            NDArray numbers = content.apply(node.name());
            if (numbers == null) {
                proto.addInput(info(names.name(node.output(0)), node.output(0).type()));
            } else {
                proto.addInitializer(OnnxArrays.write(names.name(node.output(0)), numbers));
            }
        } else {
            ExportRules.write(new ExportSite(node, proto, names));
        }
    }

    private static ValueInfoProto info(String name, ArrayType type) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        type.shape().forEach(extent -> shape.addDimBuilder().setDimValue(extent));
        ValueInfoProto.Builder info = ValueInfoProto.newBuilder().setName(name);
        info.getTypeBuilder()
                .getTensorTypeBuilder()
                .setElemType(OnnxType.code(type.dtype()))
                .setShape(shape);
        return info.build();
    }
}
