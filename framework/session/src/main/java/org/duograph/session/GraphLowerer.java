package org.duograph.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.duograph.compile.Gradients;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.shape.Expand;
import org.duograph.ops.shape.Transpose;
import org.duograph.session.op.LoweringSite;
import org.duograph.session.op.StaticShape;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * Lowers operations, one after the other, to a graph of the core.
 *
 * <p><b>Variables.</b> An operation sees a variable's content from before the run, but where it
 * comes after a write, by its inputs or control inputs, what was written. Writes follow each other
 * in the order in which they were made; the last one is what stays.
 */
final class GraphLowerer {
    /** Where a stream goes on: the number of a block. */
    static final ArrayType PLACE = new ArrayType(DType.INT64, Shape.SCALAR);

    final org.duograph.graph.Graph core;
    final KnownNumbers known;
    final Found found;
    final String path; // of the operations that run this body; empty, or ends with a slash
    final Map<String, Value> streams; // where they go on
    private final Map<Tensor, Value> taken = new HashMap<>();
    private final Map<Tensor, Value> values = new HashMap<>();
    private final Map<Operation, Map<Operation, Write>> seen = new HashMap<>();
    private final Map<Operation, Write> newest = new LinkedHashMap<>();
    private Set<Operation> readOnce = Set.of();

    /** What is there before a run. */
    @FunctionalInterface
    interface Found {
        /** The type of a variable, whose shape is declared so far. */
        ArrayType variableType(Operation variable, StaticShape declared);

        /** In which order the axes of a variable are kept. */
        default AxisOrder axes(Operation variable) {
            return AxisOrder.AS_IS;
        }

        /** Whether a variable has content. */
        default boolean hasContent(Operation variable) {
            return true;
        }

        /** The seed of operations that have none of their own. */
        default long seed() {
            return 0;
        }
    }

    /** A variable's content after a write; later writes have a higher order. */
    record Write(int order, Value value) {}

    /**
     * Lowers nothing yet.
     *
     * @param core the graph to append to
     * @param known the numbers that are known; the same that {@code core} asks
     * @param found what is there before the run
     */
    GraphLowerer(org.duograph.graph.Graph core, KnownNumbers known, Found found) {
        this(core, known, found, "", new LinkedHashMap<>());
    }

    /** The same for a body on a path, whose streams go on somewhere. */
    GraphLowerer(
            org.duograph.graph.Graph core,
            KnownNumbers known,
            Found found,
            String path,
            Map<String, Value> streams) {
        this.core = core;
        this.known = known;
        this.found = found;
        this.path = path;
        this.streams = streams;
    }

    /** Takes {@code value} for a tensor, whatever its operation would compute. */
    void take(Tensor tensor, Value value) {
        taken.put(tensor, value);
    }

    /** Lets operations join the work of those that nobody else in the run reads: these. */
    void takeReadOnce(Set<Operation> operations) {
        readOnce = operations;
    }

    /** What a tensor is in the core after its operation has run; null if it isn't lowered. */
    Value value(Tensor tensor) {
        return content(tensor, seen.getOrDefault(tensor.operation(), Map.of()));
    }

    /**
     * Which of {@code xs} a gradient of {@code ys} reaches, without going on from {@code ends};
     * null if not all of them are lowered.
     *
     * @throws IllegalArgumentException if an operator on the way has no gradient
     */
    List<Integer> reached(List<Tensor> ys, List<Tensor> xs, List<Tensor> ends) {
        Map<Value, Value> seeds = new LinkedHashMap<>();
        ys.forEach(y -> seeds.put(value(y), value(y))); // any of the right type
        List<Value> begins = new ArrayList<>();
        xs.forEach(x -> begins.add(value(x)));
        Set<Value> stops = new LinkedHashSet<>();
        ends.forEach(end -> stops.add(value(end)));
        if (seeds.containsKey(null) || begins.contains(null) || stops.contains(null)) {
            return null;
        }
        Map<Value, Value> gradients = Gradients.append(core, seeds, begins, stops);
        List<Integer> reached = new ArrayList<>();
        for (int i = 0; i < xs.size(); i++) {
            if (gradients.get(begins.get(i)) != null) {
                reached.add(i);
            }
        }
        return reached;
    }

    /** Lets the core's variables take what was written, and where streams go on. */
    void assignAll() {
        streams.forEach(core::assign);
        newest.forEach(
                (variable, write) -> {
                    Value kept = inOrder(variable, found.axes(variable), write.value);
                    core.assign(variable.name(), kept);
                });
    }

    /**
     * Lowers an operation whose inputs are.
     *
     * @param shape how an error shall tell an input's shape
     */
    void lower(Operation op, Function<Tensor, String> shape) {
        Map<Operation, Write> before = seenBy(op);
        if (!before.isEmpty()) {
            seen.put(op, before);
        }
        try {
            op.operator().lowering().lower(new OperationSite(this, op, before));
        } catch (IllegalArgumentException | ArithmeticException e) {
            List<String> shapes = op.inputs().stream().map(shape).toList();
            throw new IllegalArgumentException(
                    "%s for %s with input shapes: %s"
                            .formatted(
                                    e.getMessage(),
                                    op.place(),
                                    shapes.isEmpty() ? "none" : String.join(", ", shapes)),
                    e);
        }
    }

    /** The shape of a tensor in this graph. */
    String shape(Tensor tensor) {
        Value value = value(tensor);
        return value == null ? tensor.shape().toString() : StaticShape.of(value.shape()).toString();
    }

    /** The writes that come before an operation: the latest of each variable. */
    private Map<Operation, Write> seenBy(Operation op) {
        Map<Operation, Write> all = new HashMap<>();
        for (Tensor input : op.inputs()) {
            merge(all, seen.get(input.operation()));
        }
        for (Operation control : op.controlInputs()) {
            merge(all, seen.get(control));
        }
        return all;
    }

    private static void merge(Map<Operation, Write> all, Map<Operation, Write> more) {
        if (more != null) {
            more.forEach(
                    (variable, write) ->
                            all.merge(variable, write, (a, b) -> a.order > b.order ? a : b));
        }
    }

    /**
     * The operation that gives a tensor, lowered already, to be lowered together with its reader.
     *
     * @return null if anything else reads what it gives, or it is fed
     */
    LoweringSite alone(Tensor tensor) {
        Operation op = tensor.operation();
        return readOnce.contains(op) && !taken.containsKey(tensor)
                ? new OperationSite(this, op, seenBy(op))
                : null;
    }

    /** A variable's content before the run, of a type that is declared so far. */
    Value variable(Operation variable, StaticShape declared) {
        AxisOrder order = found.axes(variable);
        ArrayType type = order.of(found.variableType(variable, declared));
        return inOrder(variable, order.back(), core.variable(variable.name(), type));
    }

    private Value inOrder(Operation variable, AxisOrder order, Value content) {
        if (order.isAsIs()) {
            return content;
        }
        Node by = content.node();
        if (by.op() == Expand.OP && by.input(0).shape().size() == 1) { // one number everywhere
            Shape shape = order.of(content.type()).shape();
            List<Long> dims = Arrays.stream(shape.toArray()).asLongStream().boxed().toList();
            return beside(variable, Expand.OP, Map.of("shape", dims), by.input(0));
        }
        return beside(variable, Transpose.OP, Map.of("axes", order.axes()), content);
    }

    /** A node of one input, on the device that the variable asks for. */
    private Value beside(Operation variable, OpDef op, Map<String, ?> attrs, Value input) {
        Node.Settings where = OperationSite.settings(variable);
        return core.append(variable.name(), op, attrs, where, List.of(input)).output(0);
    }

    /** The results of an operation. */
    void give(Operation op, Value... outputs) {
        if (outputs.length != op.outputs().size()) {
            throw new IllegalStateException(op.place() + " gave " + Arrays.toString(outputs));
        }
        for (int i = 0; i < outputs.length; i++) {
            values.put(op.output(i), outputs[i]);
        }
    }

    /** The newest content of a variable, after all writes so far. */
    Value newest(Operation variable) {
        Write write = newest.get(variable);
        return write != null ? write.value : values.get(variable.output(0));
    }

    /** An operation that has seen some writes writes a variable. */
    void write(Operation op, Map<Operation, Write> writes, Operation variable, Value value) {
        Write write = new Write(op.index(), value);
        newest.put(variable, write);
        Map<Operation, Write> after = new HashMap<>(writes);
        after.putAll(seen.getOrDefault(op, Map.of()));
        after.put(variable, write);
        seen.put(op, after);
    }

    /** What a tensor holds for who has seen these writes. */
    Value content(Tensor tensor, Map<Operation, Write> writes) {
        if (taken.containsKey(tensor)) {
            return taken.get(tensor);
        }
        if (!tensor.isReference()) {
            return values.get(tensor);
        }
        Operation variable = tensor.variable();
        Write write = writes.get(variable);
        return write != null ? write.value : values.get(variable.output(0));
    }

    /**
     * The streams of random numbers of which an operation takes some, or its bodies: the names of
     * the core's variables that say how far they are.
     */
    static Set<String> streams(Operation op) {
        return streams(op, "");
    }

    /** The same of an operation on a path. */
    static Set<String> streams(Operation op, String path) {
        String name = path + op.name();
        Set<String> all = new LinkedHashSet<>();
        if (op.attrs().has("seed") && op.attrs().has("seed2")) {
            all.add(name + "/place_in_stream");
        }
        for (String function : op.attrs().functions()) {
            Body body = op.graph().bodies().get(function);
            body.operations().forEach(inner -> all.addAll(streams(inner, inside(name, body))));
        }
        return all;
    }

    /** The path of the operations of a body of an operation of that name. */
    static String inside(String name, Body body) {
        return name + "/" + body.name() + "/";
    }
}
