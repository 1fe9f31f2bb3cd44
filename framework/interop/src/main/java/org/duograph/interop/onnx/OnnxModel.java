package org.duograph.interop.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.interop.onnx.proto.FunctionProto;
import org.duograph.interop.onnx.proto.GraphProto;
import org.duograph.interop.onnx.proto.ModelProto;
import org.duograph.interop.onnx.proto.NodeProto;
import org.duograph.interop.onnx.proto.OperatorSetIdProto;
import org.duograph.interop.onnx.proto.TensorProto;
import org.duograph.interop.onnx.proto.ValueInfoProto;
import org.duograph.messages.FileFormatException;
import org.duograph.messages.MessageFiles;

/**
 * A model of ONNX as its file says it, unchanged.
 *
 * @param proto the message
 * @param folder where the files of its arrays lie, if they are not in the message; may be null
 */
public record OnnxModel(ModelProto proto, Path folder) {
    /** The least version of ONNX's operators that is read. */
    public static final int OLDEST = 6;

    /** The greatest version of ONNX's operators that is read. */
    public static final int NEWEST = 21;

    /**
     * Reads a file.
     *
     * @throws FileFormatException if it holds anything else, or its graph can't be one
     */
    public static OnnxModel read(Path file) throws IOException {
        ModelProto proto = MessageFiles.read(file, ModelProto.getDefaultInstance());
        return of(proto, file.toAbsolutePath().getParent(), file.toString());
    }

    /**
     * The model in these bytes.
     *
     * @param source what errors call it
     * @throws FileFormatException if they hold anything else
     */
    public static OnnxModel parse(byte[] bytes, String source) throws FileFormatException {
        return of(
                MessageFiles.parseBinary(bytes, source, ModelProto.getDefaultInstance()),
                null,
                source);
    }

    private static OnnxModel of(ModelProto proto, Path folder, String source)
            throws FileFormatException {
        if (!proto.hasGraph()) {
            throw new FileFormatException(source + " is a model of ONNX without a graph");
        }
        Set<String> names = new LinkedHashSet<>();
        for (NodeProto node : proto.getGraph().getNodeList()) {
            for (String output : node.getOutputList()) {
                if (!output.isEmpty() && !names.add(output)) {
                    throw new FileFormatException(
                            "%s: \"%s\" is given by two nodes; names must be unique"
                                    .formatted(source, output));
                }
            }
        }
        return new OnnxModel(proto, folder);
    }

    /** The graph. */
    public GraphProto graph() {
        return proto.getGraph();
    }

    /** What is to be fed: the graph's inputs for which the file has no array, in order. */
    public List<ValueInfoProto> inputs() {
        Set<String> filled = new LinkedHashSet<>();
        for (TensorProto initializer : graph().getInitializerList()) {
            filled.add(initializer.getName());
        }
        return graph().getInputList().stream().filter(i -> !filled.contains(i.getName())).toList();
    }

    /** The names of what it computes, in order. */
    public List<String> outputs() {
        return graph().getOutputList().stream().map(ValueInfoProto::getName).toList();
    }

    /** The version of each set of operators, ONNX's own by an empty name. */
    public Map<String, Long> opsets() {
        return opsets(proto.getOpsetImportList());
    }

    static Map<String, Long> opsets(List<OperatorSetIdProto> imports) {
        Map<String, Long> versions = new LinkedHashMap<>();
        for (OperatorSetIdProto set : imports) {
            versions.put(domain(set.getDomain()), set.getVersion());
        }
        return versions;
    }

    /** The name of a set of operators; ONNX's own has two. */
    static String domain(String given) {
        return given.equals("ai.onnx") ? "" : given;
    }

    /** The functions that the model brings, by domain and name. */
    Map<String, FunctionProto> functions() {
        Map<String, FunctionProto> functions = new LinkedHashMap<>();
        for (FunctionProto function : proto.getFunctionsList()) {
            functions.put(key(function.getDomain(), function.getName()), function);
        }
        return functions;
    }

    /** An operator's name in tables and messages: with its domain, if that is not ONNX's own. */
    static String key(String domain, String type) {
        String name = domain(domain);
        return name.isEmpty() ? type : name + ":" + type;
    }

    /** The arrays of a graph, by name. */
    static Map<String, TensorProto> initializers(GraphProto graph) {
        Map<String, TensorProto> all = new LinkedHashMap<>();
        for (TensorProto initializer : graph.getInitializerList()) {
            all.put(initializer.getName(), initializer);
        }
        return all;
    }

    /** The types of operators that its nodes use, those inside of nodes and functions too. */
    public List<String> operators() {
        Set<String> types = new LinkedHashSet<>();
        List<NodeProto> waiting = new ArrayList<>(graph().getNodeList());
        proto.getFunctionsList().forEach(f -> waiting.addAll(f.getNodeList()));
        while (!waiting.isEmpty()) {
            NodeProto node = waiting.remove(waiting.size() - 1);
            types.add(key(node.getDomain(), node.getOpType()));
            node.getAttributeList().forEach(a -> waiting.addAll(a.getG().getNodeList()));
        }
        return types.stream().sorted().toList();
    }
}
