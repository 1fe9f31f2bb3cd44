package org.duograph.workspace.io;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.duograph.workspace.proto.TensorProto;

/**
 * How operators are written as messages; Caffe2 calls it {@code CreateOperator}.
 *
 * <pre>{@code
 * OperatorDef conv =
 *         Ops.operator("Conv", List.of("X", "W", "b"), List.of("Y"), Ops.arg("kernel", 3));
 * }</pre>
 *
 * <p>To set a device or an engine, go on with {@code conv.toBuilder()}.
 */
public final class Ops {
    private Ops() {}

    /** An operator that reads and writes the named blobs. */
    public static OperatorDef operator(
            String type, List<String> inputs, List<String> outputs, Argument... args) {
        return OperatorDef.newBuilder()
                .setType(type)
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllArg(List.of(args))
                .build();
    }

    /**
     * An operator with its arguments from a map. They stand in the map's order where it has one
     * (LinkedHashMap, SortedMap) and else sorted by name, so that the same program writes the same
     * message every time.
     */
    public static OperatorDef operator(
            String type, List<String> inputs, List<String> outputs, Map<String, ?> args) {
        boolean ordered = args instanceof LinkedHashMap || args instanceof SortedMap;
        Map<String, ?> inOrder = ordered ? args : new TreeMap<>(args);
        return operator(
                type,
                inputs,
                outputs,
                inOrder.entrySet().stream()
                        .map(e -> arg(e.getKey(), e.getValue()))
                        .toArray(Argument[]::new));
    }

    /**
     * An argument whose field follows from the Java type of its value: {@code i} for whole numbers
     * and booleans, {@code f} for float and double, {@code s} for strings and bytes, {@code n} for
     * a net, {@code t} for a tensor, and their plurals for arrays and lists.
     *
     * @throws IllegalArgumentException for any other type
     */
    public static Argument arg(String name, Object value) {
        Argument.Builder a = Argument.newBuilder().setName(name);
        if (value instanceof List<?> list) {
            addAll(a, list);
        } else if (value instanceof long[] longs) {
            for (long v : longs) {
                a.addInts(v);
            }
        } else if (value instanceof int[] ints) {
            for (int v : ints) {
                a.addInts(v);
            }
        } else if (value instanceof float[] floats) {
            for (float v : floats) {
                a.addFloats(v);
            }
        } else if (value instanceof String[] strings) {
            addAll(a, List.of(strings));
        } else if (isWhole(value)) {
            a.setI(whole(value));
        } else if (value instanceof Float || value instanceof Double) {
            a.setF(((Number) value).floatValue());
        } else if (isText(value)) {
            a.setS(bytes(value));
        } else if (value instanceof NetDef net) {
            a.setN(net);
        } else if (value instanceof TensorProto tensor) {
            a.setT(tensor);
        } else {
            throw unknownType(name, value);
        }
        return a.build();
    }

    private static void addAll(Argument.Builder a, List<?> values) {
        boolean allWhole = values.stream().allMatch(Ops::isWhole);
        for (Object v : values) {
            if (allWhole) {
                a.addInts(whole(v));
            } else if (v instanceof Number number) {
                a.addFloats(number.floatValue());
            } else if (isText(v)) {
                a.addStrings(bytes(v));
            } else if (v instanceof NetDef net) {
                a.addNets(net);
            } else if (v instanceof TensorProto tensor) {
                a.addTensors(tensor);
            } else {
                throw unknownType(a.getName(), v);
            }
        }
    }

    private static boolean isWhole(Object v) {
        return v instanceof Long
                || v instanceof Integer
                || v instanceof Short
                || v instanceof Byte
                || v instanceof Boolean;
    }

    private static long whole(Object v) {
        return v instanceof Boolean b ? (b ? 1 : 0) : ((Number) v).longValue();
    }

    private static boolean isText(Object v) {
        return v instanceof String || v instanceof ByteString || v instanceof byte[];
    }

    private static ByteString bytes(Object v) {
        if (v instanceof ByteString b) {
            return b;
        }
        return v instanceof byte[] b ? ByteString.copyFrom(b) : ByteString.copyFromUtf8((String) v);
    }

    private static IllegalArgumentException unknownType(String name, Object value) {
        return new IllegalArgumentException(
                "Argument \"%s\" can't hold a %s; give a number, a boolean, a string, a net, a"
                                .formatted(
                                        name, value == null ? "null" : value.getClass().getName())
                        + " tensor, or a list of one of them");
    }
}
