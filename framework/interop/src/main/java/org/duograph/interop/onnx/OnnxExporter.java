package org.duograph.interop.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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
import org.duograph.messages.AtomicFile;
import org.duograph.messages.MessageFiles;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/**
 * Makes a model of ONNX of what a graph of the core computes for some of its values: of a net in
 * training that is its part for inference. Both faces' nets become such graphs: {@code
 * workspace.inspect().graph(net)} and {@code session.lowered(run, fetches)}.
 *
 * <p>Operators are those of version {@value #OPSET}, which programs have read since 2020, or of a
 * newer one ({@link #opset}). Variables with content become arrays of the file, the others inputs.
 * The model takes the shapes of the graph, unless the batch is left open ({@link #batch}).
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

    /** The greatest version of ONNX's operators that can be written. */
    public static final int NEWEST = 21;

    /** For each version of the operators from {@link #OPSET} on the format that has it. */
    private static final int[] FORMATS = {7, 7, 8, 8, 8, 8, 9, 9, 10};

    private final Graph graph;
    private Function<String, NDArray> content = name -> null;
    private int opset = OPSET;
    private Graph another;

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
     * Says which version of ONNX's operators to write.
     *
     * @throws IllegalArgumentException if it is none of those that can be written
     */
    public OnnxExporter opset(int version) {
        if (version < OPSET || version > NEWEST) {
            throw new IllegalArgumentException(
                    "Operators of version %d to %d are written, not %d"
                            .formatted(OPSET, NEWEST, version));
        }
        opset = version;
        return this;
    }

    /**
     * Leaves the batch open: the model takes any.
     *
     * @param another the graph of the same net for another batch, by which it is known what depends
     *     on the batch
     */
    public OnnxExporter batch(Graph another) {
        this.another = another;
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
        return export(outputs, OnnxWeights.inside(), OnnxWeights.inside());
    }

    /**
     * Writes the model to a file, and its large arrays to another one beside it, whose name has
     * {@code .data} behind: together they may be as large as they like, where a message has at most
     * 2 GiB.
     *
     * @param outputs as {@link #export} takes them
     * @throws IllegalArgumentException if there is no such output
     * @throws UnsupportedModelException if ONNX has no operators for it; the message lists all
     */
    public void write(Path file, List<String> outputs) throws IOException {
        String location = file.getFileName() + ".data";
        try (AtomicFile data = AtomicFile.open(file.resolveSibling(location))) {
            OnnxWeights here = new OnnxWeights(data.out(), location);
            ModelProto model = export(outputs, here, new OnnxWeights(null, location));
            data.commit();
            MessageFiles.writeBinary(file, model);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private ModelProto export(List<String> outputs, OnnxWeights weights, OnnxWeights of) {
        GraphProto.Builder proto = write(graph, outputs, weights);
        if (another != null) {
            OpenBatch.open(proto, write(another, outputs, of).build());
        }
        ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(FORMATS[opset - OPSET]);
        model.setProducerName("duograph").setGraph(proto);
        model.addOpsetImportBuilder().setVersion(opset);
        return model.build();
    }

    private GraphProto.Builder write(Graph graph, List<String> outputs, OnnxWeights weights) {
        Map<String, Value> wanted = new LinkedHashMap<>();
        outputs.forEach(name -> wanted.put(name, find(graph, name)));
        Set<Node> needed = needed(wanted);
        GraphProto.Builder proto = GraphProto.newBuilder().setName(graph.name());
        ExportSite.Names names = new ExportSite.Names(proto, weights);
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
        return proto;
    }

    private static Value find(Graph graph, String name) {
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
            names.initializer(names.name(node.output(0)), node.constant());
        } else if (node.isVariable()) {
            NDArray numbers = content.apply(node.name());
            if (numbers == null) {
                proto.addInput(info(names.name(node.output(0)), node.output(0).type()));
            } else {
                names.initializer(names.name(node.output(0)), numbers);
            }
        } else {
            ExportRules.write(new ExportSite(node, proto, names, opset));
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
