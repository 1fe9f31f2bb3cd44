package org.duograph.interop.onnx;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.duograph.graph.Attrs;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.interop.onnx.proto.AttributeProto;
import org.duograph.interop.onnx.proto.AttributeProto.AttributeType;
import org.duograph.interop.onnx.proto.GraphProto;
import org.duograph.interop.onnx.proto.NodeProto;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A node of the core that is being written, and the file's graph.
 *
 * @param node the node
 * @param proto the file's graph
 * @param names what values are called there
 * @param opset the version of ONNX's operators that is written
 */
record ExportSite(Node node, GraphProto.Builder proto, Names names, int opset) {
    /** From this version on all reductions have their axes as an input. */
    private static final int AXES_AS_INPUT = 18;

    /** What values are called in the file. */
    static final class Names {
        private final GraphProto.Builder proto;
        private final OnnxWeights weights;
        private final Map<Value, String> names = new LinkedHashMap<>();
        private final Set<String> taken = new LinkedHashSet<>();

        Names(GraphProto.Builder proto, OnnxWeights weights) {
            this.proto = proto;
            this.weights = weights;
        }

        /** What a value is called. */
        String name(Value value) {
            return names.computeIfAbsent(value, v -> fresh(v.name()));
        }

        /**
         * Calls values by the names that the model's outputs must have, where nodes give them.
         *
         * @return the other outputs: what is an input, an array, or has another such name already
         */
        List<String> outputs(Map<String, Value> wanted) {
            List<String> others = new ArrayList<>();
            wanted.forEach(
                    (name, value) -> {
                        taken.add(name);
                        boolean source = value.node().isConstant() || value.node().isVariable();
                        if (source || names.putIfAbsent(value, name) != null) {
                            others.add(name);
                        }
                    });
            return others;
        }

        /** A name that nothing has yet. */
        String fresh(String wished) {
            String name = wished;
            for (int i = 1; !taken.add(name); i++) {
                name = wished + "_" + i;
            }
            return name;
        }

        /** An array of the file's. */
        String array(String wished, NDArray numbers) {
            String name = fresh(wished);
            initializer(name, numbers);
            return name;
        }

        /** An array of that name, which nothing else has. */
        void initializer(String name, NDArray numbers) {
            proto.addInitializer(weights.write(name, numbers));
        }
    }

    Attrs attrs() {
        return node.attrs();
    }

    /** The name of input {@code i}; empty if it is left out. */
    String in(int i) {
        return has(i) ? names.name(node.input(i)) : "";
    }

    boolean has(int i) {
        return i < node.inputs().size() && !node.input(i).isAbsent();
    }

    Shape shape(int i) {
        return node.input(i).shape();
    }

    /** The name of output {@code i}. */
    String out(int i) {
        return names.name(node.output(i));
    }

    /** A name for something in between. */
    String fresh() {
        return names.fresh(node.name() + "_part");
    }

    /** Whole numbers as an array of the file. */
    String wholes(List<? extends Number> numbers) {
        long[] all = numbers.stream().mapToLong(Number::longValue).toArray();
        return names.array(node.name() + "_numbers", NDArray.of(Shape.of(all.length), all));
    }

    /** A number as an array of the file, in the elements of input 0. */
    String number(double number) {
        NDArray scalar = NDArray.full(node.input(0).type().withShape(), number);
        return names.array(node.name() + "_number", scalar);
    }

    /** Writes a node; its attributes by their names, so that files are the same every time. */
    void write(String type, List<String> inputs, List<String> outputs, Map<String, ?> attributes) {
        NodeProto.Builder to = proto.addNodeBuilder();
        to.setOpType(type).setName(names.fresh(node.name() + "_node"));
        to.addAllInput(inputs).addAllOutput(outputs);
        new TreeMap<>(attributes).forEach((name, value) -> to.addAttribute(attribute(name, value)));
    }

    /** Writes a node that gives something in between, and gives its name. */
    String part(String type, List<String> inputs, Map<String, ?> attributes) {
        String name = fresh();
        write(type, inputs, List.of(name), attributes);
        return name;
    }

    /** Writes a node that gives output 0. */
    void give(String type, List<String> inputs, Map<String, ?> attributes) {
        write(type, inputs, List.of(out(0)), attributes);
    }

    /** Reduces over axes; of the reductions only the sum has them as an input in old versions. */
    void reduce(String type, String x, List<? extends Number> axes, long keep, String to) {
        if (opset >= AXES_AS_INPUT || type.equals("ReduceSum")) {
            write(type, List.of(x, wholes(axes)), List.of(to), Map.of("keepdims", keep));
        } else {
            write(type, List.of(x), List.of(to), Map.of("axes", axes, "keepdims", keep));
        }
    }

    /** The mean over axes, which stay. */
    String mean(String x, List<? extends Number> axes) {
        String name = fresh();
        reduce("ReduceMean", x, axes, 1, name);
        return name;
    }

    /** An input under another shape. */
    String reshaped(String input, Shape shape) {
        return part("Reshape", List.of(input, wholes(shape.toList())), Map.of());
    }

    private static AttributeProto attribute(String name, Object value) {
        AttributeProto.Builder attr = AttributeProto.newBuilder().setName(name);
        if (value instanceof Double || value instanceof Float) {
            attr.setType(AttributeType.FLOAT).setF(((Number) value).floatValue());
        } else if (value instanceof Number number) {
            attr.setType(AttributeType.INT).setI(number.longValue());
        } else if (value instanceof String text) {
            attr.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
        } else if (value instanceof List<?> list) {
            attr.setType(AttributeType.INTS);
            list.forEach(item -> attr.addInts(((Number) item).longValue()));
        } else {
            throw new IllegalArgumentException(name + " can't be " + value);
        }
        return attr.build();
    }
}
