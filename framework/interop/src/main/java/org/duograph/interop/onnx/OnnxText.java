package org.duograph.interop.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duograph.interop.onnx.proto.AttributeProto;
import org.duograph.interop.onnx.proto.GraphProto;
import org.duograph.interop.onnx.proto.NodeProto;
import org.duograph.interop.onnx.proto.TensorProto;
import org.duograph.interop.onnx.proto.ValueInfoProto;

/** What a model says, as text for readers. It is not read back. */
public final class OnnxText {
    private static final int MOST_NUMBERS = 8;

    private OnnxText() {}

    /** Name, producer and versions, in one line. */
    public static String title(OnnxModel model) {
        String producer = model.proto().getProducerName();
        String sets =
                model.opsets().entrySet().stream()
                        .map(
                                set ->
                                        (set.getKey().isEmpty() ? "ai.onnx" : set.getKey())
                                                + " "
                                                + set.getValue())
                        .collect(Collectors.joining(", "));
        return "model \"%s\"%s, format %d, operators %s"
                .formatted(
                        model.graph().getName(),
                        producer.isEmpty() ? "" : " by " + producer,
                        model.proto().getIrVersion(),
                        sets.isEmpty() ? "of no version" : sets);
    }

    /** What is to be fed: names and types. */
    public static Map<String, String> inputs(OnnxModel model) {
        return types(model.inputs());
    }

    /** What the model gives: names and types. */
    public static Map<String, String> outputs(OnnxModel model) {
        return types(model.graph().getOutputList());
    }

    private static Map<String, String> types(List<ValueInfoProto> values) {
        Map<String, String> types = new LinkedHashMap<>();
        values.forEach(v -> types.put(v.getName(), OnnxImporter.describe(v.getType())));
        return types;
    }

    /** The arrays that the file brings, and their types. */
    public static Map<String, String> arrays(OnnxModel model) {
        Map<String, String> types = new LinkedHashMap<>();
        model.graph().getInitializerList().forEach(a -> types.put(a.getName(), type(a)));
        return types;
    }

    private static String type(TensorProto array) {
        String dims =
                array.getDimsList().stream().map(d -> "" + d).collect(Collectors.joining("x"));
        return OnnxType.name(array.getDataType()) + " " + (dims.isEmpty() ? "scalar" : dims);
    }

    /** A line for each node; those of graphs inside stand below it, further to the right. */
    public static List<String> nodes(GraphProto graph) {
        List<String> lines = new ArrayList<>();
        for (NodeProto node : graph.getNodeList()) {
            List<String> attrs = new ArrayList<>();
            List<String> inside = new ArrayList<>();
            for (AttributeProto attr : node.getAttributeList()) {
                if (attr.hasG()) {
                    inside.add("  " + attr.getName() + ":");
                    nodes(attr.getG()).forEach(line -> inside.add("    " + line));
                } else {
                    attrs.add(attr.getName() + "=" + value(attr));
                }
            }
            lines.add(
                    "%s = %s(%s)%s"
                            .formatted(
                                    String.join(", ", node.getOutputList()),
                                    OnnxModel.key(node.getDomain(), node.getOpType()),
                                    String.join(", ", node.getInputList()),
                                    attrs.isEmpty() ? "" : " " + String.join(" ", attrs)));
            lines.addAll(inside);
        }
        return lines;
    }

    private static String value(AttributeProto attr) {
        if (!attr.getRefAttrName().isEmpty()) {
            return "@" + attr.getRefAttrName();
        }
        return switch (attr.getType()) {
            case FLOAT -> "" + attr.getF();
            case INT -> "" + attr.getI();
            case STRING -> "\"" + attr.getS().toStringUtf8() + "\"";
            case TENSOR -> type(attr.getT());
            case FLOATS -> list(attr.getFloatsList());
            case INTS -> list(attr.getIntsList());
            case STRINGS ->
                    list(attr.getStringsList().stream().map(s -> s.toStringUtf8()).toList());
            default -> attr.getType().toString().toLowerCase(java.util.Locale.ROOT);
        };
    }

    private static String list(List<?> all) {
        String shown =
                all.stream()
                        .limit(MOST_NUMBERS)
                        .map(Object::toString)
                        .collect(Collectors.joining(", "));
        return "[" + shown + (all.size() > MOST_NUMBERS ? ", ...]" : "]");
    }

    /** Operators of the model that nobody here knows, by domain and name. */
    public static List<String> unknownOperators(OnnxModel model) {
        return model.operators().stream()
                .filter(key -> Rules.find(key) == null && !model.functions().containsKey(key))
                .toList();
    }
}
