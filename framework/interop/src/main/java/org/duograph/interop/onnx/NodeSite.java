package org.duograph.interop.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.interop.onnx.proto.AttributeProto;
import org.duograph.interop.onnx.proto.AttributeProto.AttributeType;
import org.duograph.interop.onnx.proto.GraphProto;
import org.duograph.interop.onnx.proto.NodeProto;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.NDArray;

/** One node of a model that is being lowered: its operands and attributes, and where it goes. */
final class NodeSite {
    private final GraphLowerer lowerer;
    private final NodeProto node;
    private final Map<String, AttributeProto> attrs = new LinkedHashMap<>();
    private final List<Item> given = new ArrayList<>();

    NodeSite(GraphLowerer lowerer, NodeProto node) {
        this.lowerer = lowerer;
        this.node = node;
        for (AttributeProto attr : node.getAttributeList()) {
            AttributeProto meant =
                    attr.getRefAttrName().isEmpty()
                            ? attr
                            : lowerer.functionAttribute(attr.getRefAttrName());
            if (meant != null) {
                attrs.put(attr.getName(), meant);
            }
        }
    }

    /** The lowerer of the graph that it is a node of, for control flow. */
    GraphLowerer lowerer() {
        return lowerer;
    }

    /** The version of the operators that the node means. */
    long opset() {
        return lowerer.opset(node.getDomain());
    }

    /** The graph of the core. */
    Graph graph() {
        return lowerer.graph();
    }

    /** How many inputs are written down, left out ones among them. */
    int inputCount() {
        return node.getInputCount();
    }

    /** How many outputs are written down. */
    int outputCount() {
        return node.getOutputCount();
    }

    /** Whether somebody may read output {@code i}. */
    boolean wants(int i) {
        return i < outputCount() && !node.getOutput(i).isEmpty();
    }

    /** Whether input {@code i} is there. */
    boolean has(int i) {
        return i < inputCount() && !node.getInput(i).isEmpty();
    }

    /** Input {@code i}, whatever it is. */
    Item item(int i) {
        if (!has(i)) {
            throw new IllegalArgumentException("its input " + i + " is missing");
        }
        return lowerer.find(node.getInput(i));
    }

    /** Input {@code i}, an array. */
    Value in(int i) {
        if (item(i) instanceof Item.Array array) {
            return array.value();
        }
        throw new IllegalArgumentException("its input " + i + " must be an array");
    }

    /** Input {@code i}, or null if it is left out. */
    Value inOrNull(int i) {
        return has(i) ? in(i) : null;
    }

    /** Input {@code i}, a sequence. */
    List<Item> sequence(int i) {
        if (item(i) instanceof Item.Sequence sequence) {
            return sequence.elements();
        }
        throw new IllegalArgumentException("its input " + i + " must be a sequence");
    }

    /** All inputs, which are arrays. */
    List<Value> inputs() {
        return IntStream.range(0, inputCount()).mapToObj(this::in).toList();
    }

    /** The numbers of a value, or null if they are known only while the graph runs. */
    NDArray knownOrNull(Value value) {
        return lowerer.known(value);
    }

    /**
     * The numbers of input {@code i}, on which shapes depend.
     *
     * @throws UnsupportedModelException if they are known only while the graph runs
     */
    NDArray known(int i, String what) {
        NDArray numbers = lowerer.known(in(i));
        if (numbers == null) {
            throw new UnsupportedModelException(
                    "%s, its input \"%s\", must be known before the graph runs, but is computed from what is fed; or has more than 4,096 numbers"
                            .formatted(what, node.getInput(i)));
        }
        return numbers;
    }

    /** The whole numbers of input {@code i}, on which shapes depend. */
    List<Long> wholes(int i, String what) {
        NDArray numbers = known(i, what);
        if (!numbers.dtype().isWhole()) {
            throw new IllegalArgumentException(
                    what + " must be whole numbers, found " + numbers.type());
        }
        return IntStream.range(0, numbers.size()).mapToObj(numbers::getWhole).toList();
    }

    /** The one whole number of input {@code i}, on which shapes depend. */
    long whole(int i, String what) {
        List<Long> all = wholes(i, what);
        if (all.size() != 1) {
            throw new IllegalArgumentException(what + " must be one number, found " + all);
        }
        return all.get(0);
    }

    /**
     * A number that says how long a result is.
     *
     * @throws UnsupportedModelException if it is known only when the graph has run
     */
    long count(Value value, String what) {
        NDArray number = lowerer.known(value);
        if (number == null) {
            throw new UnsupportedModelException(
                    what
                            + " is known only when the graph runs, and a graph's shapes are known before");
        }
        return number.getWhole(0);
    }

    /** Whether the attribute is there. */
    boolean hasAttr(String name) {
        return attrs.containsKey(name);
    }

    private AttributeProto attr(String name, AttributeType type) {
        AttributeProto attr = attrs.get(name);
        if (attr != null && attr.hasType() && attr.getType() != type) {
            throw new IllegalArgumentException(
                    "its attribute %s must be of type %s, found %s"
                            .formatted(name, type, attr.getType()));
        }
        return attr;
    }

    /** A whole number. */
    long i(String name, long otherwise) {
        AttributeProto attr = attr(name, AttributeType.INT);
        return attr == null ? otherwise : attr.getI();
    }

    /** A truth value. */
    boolean flag(String name, boolean otherwise) {
        return i(name, otherwise ? 1 : 0) != 0;
    }

    /** A real number. */
    double f(String name, double otherwise) {
        AttributeProto attr = attr(name, AttributeType.FLOAT);
        return attr == null ? otherwise : Double.parseDouble(Float.toString(attr.getF()));
    }

    /** A text. */
    String s(String name, String otherwise) {
        AttributeProto attr = attr(name, AttributeType.STRING);
        return attr == null ? otherwise : attr.getS().toStringUtf8();
    }

    /** Whole numbers; null if they are not given. */
    List<Long> ints(String name) {
        AttributeProto attr = attr(name, AttributeType.INTS);
        return attr == null ? null : attr.getIntsList();
    }

    /**
     * Whole numbers that must be given.
     *
     * @throws IllegalArgumentException if they aren't
     */
    List<Long> requiredInts(String name) {
        List<Long> numbers = ints(name);
        require(numbers != null, "its attribute %s is missing", name);
        return numbers;
    }

    /** Real numbers; null if they are not given. */
    List<Float> floats(String name) {
        AttributeProto attr = attr(name, AttributeType.FLOATS);
        return attr == null ? null : attr.getFloatsList();
    }

    /** Texts; null if they are not given. */
    List<String> strings(String name) {
        AttributeProto attr = attr(name, AttributeType.STRINGS);
        return attr == null
                ? null
                : attr.getStringsList().stream().map(text -> text.toStringUtf8()).toList();
    }

    /** An array; null if it is not given. */
    NDArray tensor(String name) {
        AttributeProto attr = attr(name, AttributeType.TENSOR);
        if (attr == null) {
            return null;
        }
        try {
            return OnnxArrays.read(attr.getT(), lowerer.folder());
        } catch (IOException e) {
            throw new IllegalArgumentException("its attribute " + name + ": " + e.getMessage(), e);
        }
    }

    /** A graph. */
    GraphProto subGraph(String name) {
        AttributeProto attr = attr(name, AttributeType.GRAPH);
        if (attr == null) {
            throw new IllegalArgumentException("its attribute " + name + ", a graph, is missing");
        }
        return attr.getG();
    }

    /** Appends a node of the core. */
    Node append(OpDef op, Map<String, ?> attributes, List<Value> inputs) {
        return graph().append(name(), op, attributes, inputs.toArray(Value[]::new));
    }

    /** Appends a node of the core, and gives its first output. */
    Value op(String type, Map<String, ?> attributes, Value... inputs) {
        return append(OpCatalog.get(type), attributes, Arrays.asList(inputs)).output(0);
    }

    /** Numbers that never change. */
    Value constant(NDArray numbers) {
        return graph().constant(name(), numbers);
    }

    /** What nodes of the core are called: after the first output. */
    String name() {
        for (String output : node.getOutputList()) {
            if (!output.isEmpty()) {
                return output;
            }
        }
        return node.getName().isEmpty() ? node.getOpType() : node.getName();
    }

    /** The results, in the order of the outputs; those that nobody reads may be null. */
    void give(Value... outputs) {
        for (Value output : outputs) {
            given.add(output == null ? null : new Item.Array(output));
        }
    }

    /** A result that need not be an array. */
    void give(Item output) {
        given.add(output);
    }

    /** What was given. */
    List<Item> given() {
        return given;
    }

    /** Fails: this use of the operator is not offered. */
    UnsupportedModelException refuse(String why, Object... arguments) {
        return new UnsupportedModelException(why.formatted(arguments));
    }

    /** Fails unless that holds of the node. */
    void require(boolean ok, String why, Object... arguments) {
        if (!ok) {
            throw new IllegalArgumentException(why.formatted(arguments));
        }
    }
}
