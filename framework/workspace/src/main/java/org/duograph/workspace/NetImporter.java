package org.duograph.workspace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.duograph.graph.Graph;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Operand;
import org.duograph.graph.Suggestion;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.net.GradientSchema;
import org.duograph.workspace.proto.DeviceOption;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Makes a graph of a list of operators.
 *
 * <p>Operators read and write blobs by name, and may write a name again; in a graph every value is
 * written once. So the importer keeps, for each name, the value that it stands for at this point of
 * the list: an operator that writes a name gives it a new value. A name that is read before it was
 * written is a variable; at the end, every name that was written and is to be kept is assigned.
 */
final class NetImporter {
    private static final int CPU = 0;
    private static final int CUDA = 1;
    private static final int MKLDNN = 2;
    private static final int IDEEP = 5;

    private final Graph graph;
    private final String netName;
    private final DeviceOption netDevice;
    private final Function<String, ArrayType> typeOf;
    private final KnownNumbers known;
    private final Map<String, Value> current = new LinkedHashMap<>();
    private final Map<String, Value> written = new LinkedHashMap<>();
    private final Map<Value, List<Node>> readers = new HashMap<>();
    private int indexed;
    private Node.Settings settings = Node.Settings.NONE;

    /**
     * Prepares the import of a net's operators.
     *
     * @param typeOf the type of a blob that exists, or null if it does not exist
     * @param known tells numbers that are known before the net runs
     */
    NetImporter(
            String netName,
            DeviceOption netDevice,
            Function<String, ArrayType> typeOf,
            KnownNumbers known) {
        this.graph = new Graph(netName);
        this.netName = netName;
        this.netDevice = netDevice;
        this.typeOf = typeOf;
        this.known = known;
    }

    /** The graph under construction. */
    Graph graph() {
        return graph;
    }

    /** The nodes that read a value, in order. */
    List<Node> readersOf(Value value) {
        List<Node> nodes = graph.nodes();
        for (; indexed < nodes.size(); indexed++) {
            Node node = nodes.get(indexed);
            node.inputs()
                    .forEach(v -> readers.computeIfAbsent(v, k -> new ArrayList<>()).add(node));
        }
        return readers.getOrDefault(value, List.of());
    }

    /** Tells numbers that are known before the net runs. */
    KnownNumbers known() {
        return known;
    }

    /** The settings of the operator that is being imported. */
    Node.Settings settings() {
        return settings;
    }

    /**
     * Imports one operator.
     *
     * @param index its place in the net, for error messages
     * @throws IllegalArgumentException if it does not fit; the message names net, operator and blob
     */
    void add(int index, OperatorDef op) {
        settings = settings(index, op);
        try {
            addAtPlace(op);
        } catch (IllegalArgumentException | ArithmeticException e) {
            boolean saysWhere =
                    e.getMessage() != null && e.getMessage().contains(settings.origin());
            throw saysWhere ? e : error(op, e.getMessage(), e);
        }
    }

    private void addAtPlace(OperatorDef op) {
        String type = OperatorForms.canonical(op.getType());
        boolean withMutex = op.getType().equals("AtomicIter"); // one thread counts: not needed
        List<Value> inputs =
                op.getInputList().stream()
                        .skip(withMutex ? 1 : 0)
                        .map(name -> read(name, op))
                        .toList();
        List<Value> outputs;
        if (OpCatalog.has(type)) {
            OpDef def = OpCatalog.get(type);
            outputs = OperatorForms.append(this, def, op, inputs);
        } else {
            outputs = new GradientImporter(this, op, inputs).append();
        }
        if (op.getOutputCount() > outputs.size() && !isLeftOut(op, outputs.size())) {
            throw error(
                    op,
                    "it has %d outputs %s, but %d were asked for"
                            .formatted(outputs.size(), outputs, op.getOutputCount()));
        }
        for (int i = 0; i < Math.min(op.getOutputCount(), outputs.size()); i++) {
            write(op.getOutput(i), outputs.get(i));
        }
    }

    /** Whether output {@code i} is one that the operator leaves out for some attributes. */
    private static boolean isLeftOut(OperatorDef op, int i) {
        return OpCatalog.has(op.getType())
                && OpCatalog.get(op.getType()).output(i).kind() == Operand.Kind.OPTIONAL;
    }

    /** Assigns every name that was written and is to be kept, and returns the graph. */
    Graph finish(Predicate<String> keep) {
        written.forEach(
                (name, value) -> {
                    if (keep.test(name)) {
                        graph.assign(name, value);
                    }
                });
        return graph;
    }

    /** Whether this importer knows how to import operators of that type. */
    static boolean knows(String type) {
        return OpCatalog.has(OperatorForms.canonical(type)) || GradientSchema.isGradient(type);
    }

    /** The value that a name stands for now. */
    Value read(String name, OperatorDef reader) {
        Value value = current.get(name);
        if (value == null) {
            ArrayType type = typeOf.apply(name);
            if (type == null) {
                throw error(
                        reader,
                        "its input blob \""
                                + name
                                + "\" does not exist"
                                + Suggestion.among(name, current.keySet())
                                + " (feed it, or run the net that fills it)");
            }
            value = graph.variable(name, type);
            current.put(name, value);
        }
        return value;
    }

    private void write(String name, Value value) {
        current.put(name, value);
        written.put(name, value);
    }

    IllegalArgumentException error(OperatorDef op, String message) {
        return error(op, message, null);
    }

    private IllegalArgumentException error(OperatorDef op, String message, Throwable cause) {
        return new IllegalArgumentException(
                op.getType() + " (" + settings.origin() + "): " + message, cause);
    }

    private Node.Settings settings(int index, OperatorDef op) {
        DeviceOption device = op.hasDeviceOption() ? op.getDeviceOption() : netDevice;
        String name = op.getName().isEmpty() ? "" : " \"" + op.getName() + "\"";
        String origin = "operator " + index + name + " of net \"" + netName + "\"";
        OptionalLong seed =
                device.getRandomSeed() == 0
                        ? OptionalLong.empty()
                        : OptionalLong.of(Integer.toUnsignedLong(device.getRandomSeed()));
        String backend =
                switch (device.getDeviceType()) {
                    case CPU -> "";
                    case CUDA -> "cuda";
                    case MKLDNN, IDEEP -> "onednn";
                    default ->
                            throw new IllegalArgumentException(
                                    "%s asks for device type %d; known are 0 (CPU), 1 (CUDA), 2 (MKLDNN)"
                                            .formatted(origin, device.getDeviceType()));
                };
        return new Node.Settings(backend, seed, origin);
    }
}
