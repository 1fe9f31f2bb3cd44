package org.duograph.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.duograph.compile.Gradients;
import org.duograph.graph.Device;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.math.Add;
import org.duograph.session.op.Attributes;
import org.duograph.session.op.LoweringSite;
import org.duograph.session.op.SiteBody;
import org.duograph.session.op.StaticShape;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
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

    private final org.duograph.graph.Graph core;
    private final KnownNumbers known;
    private final Found found;
    private final String path; // of the operations that run this body; empty, or ends with a slash
    private final Map<String, Value> streams; // where they go on
    private final Map<Tensor, Value> taken = new HashMap<>();
    private final Map<Tensor, Value> values = new HashMap<>();
    private final Map<Operation, Map<Operation, Write>> seen = new HashMap<>();
    private final Map<Operation, Write> newest = new LinkedHashMap<>();

    /** What is there before a run. */
    @FunctionalInterface
    interface Found {
        /** The type of a variable, whose shape is declared so far. */
        ArrayType variableType(Operation variable, StaticShape declared);

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
    private record Write(int order, Value value) {}

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

    private GraphLowerer(
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

    /** What a tensor is in the core after its operation has run; null if it isn't lowered. */
    Value value(Tensor tensor) {
        return content(tensor, seen.getOrDefault(tensor.operation(), Map.of()));
    }

    /**
     * Which of {@code xs} a gradient of {@code ys} reaches, or null if not all of them are lowered.
     *
     * @throws IllegalArgumentException if an operator on the way has no gradient
     */
    List<Integer> reached(List<Tensor> ys, List<Tensor> xs) {
        Map<Value, Value> seeds = new LinkedHashMap<>();
        ys.forEach(y -> seeds.put(value(y), value(y))); // any of the right type
        List<Value> ends = new ArrayList<>();
        xs.forEach(x -> ends.add(value(x)));
        if (seeds.containsKey(null) || ends.contains(null)) {
            return null;
        }
        Map<Value, Value> gradients = Gradients.append(core, seeds, ends);
        List<Integer> reached = new ArrayList<>();
        for (int i = 0; i < xs.size(); i++) {
            if (gradients.get(ends.get(i)) != null) {
                reached.add(i);
            }
        }
        return reached;
    }

    /** Lets the core's variables take what was written, and where streams go on. */
    void assignAll() {
        streams.forEach(core::assign);
        newest.forEach((variable, write) -> core.assign(variable.name(), write.value));
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
            op.operator().lowering().lower(new Site(op, before));
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

    /** What a tensor holds for who has seen these writes. */
    private Value content(Tensor tensor, Map<Operation, Write> writes) {
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

    private static Set<String> streams(Operation op, String path) {
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

    private static String inside(String name, Body body) {
        return name + "/" + body.name() + "/";
    }

    /** One operation at its place. */
    private final class Site implements LoweringSite {
        private final Operation op;
        private final Map<Operation, Write> writes;
        private final Node.Settings settings;

        Site(Operation op, Map<Operation, Write> writes) {
            this.op = op;
            this.writes = writes;
            this.settings = new Node.Settings(Device.ANY, OptionalLong.empty(), op.origin());
        }

        @Override
        public String name() {
            return op.name();
        }

        @Override
        public Attributes attrs() {
            return op.attrs();
        }

        @Override
        public int inputCount() {
            return op.inputs().size();
        }

        @Override
        public Value input(int i) {
            return content(op.input(i), writes);
        }

        @Override
        public NDArray known(Value value) {
            return known.of(value);
        }

        @Override
        public Node append(OpDef def, Map<String, ?> attributes, List<Value> inputs) {
            return core.append(op.name(), def, attributes, settings, inputs);
        }

        @Override
        public Value constant(NDArray numbers) {
            return core.constant(op.name(), numbers);
        }

        @Override
        public Map<Value, Value> differentiate(Map<Value, Value> seeds, List<Value> xs) {
            return Gradients.append(core, seeds, xs);
        }

        @Override
        public void give(Value... outputs) {
            if (outputs.length != op.outputs().size()) {
                throw new IllegalStateException(op.place() + " gave " + Arrays.toString(outputs));
            }
            for (int i = 0; i < outputs.length; i++) {
                values.put(op.output(i), outputs[i]);
            }
        }

        @Override
        public Value variable(DType dtype, StaticShape declared) {
            return core.variable(op.name(), found.variableType(op, declared));
        }

        @Override
        public boolean isInitialized(int i) {
            Operation variable = op.input(i).variable();
            boolean is = writes.containsKey(variable) || found.hasContent(variable);
            if (!is) { // a variable that never is: nobody takes this plan for a later run
                core.variable(variable.name() + "/without_content", PLACE);
            }
            return is;
        }

        @Override
        public List<Long> seeds() {
            return Seeds.of(op, path + op.name(), found.seed());
        }

        @Override
        public Value drawFrom(long blocks) {
            String name = streams(op, path).iterator().next();
            Value start = stream(name);
            Value behind = constant(NDArray.of(Shape.SCALAR, blocks));
            moveStream(name, value(Add.OP, Map.of(), start, behind));
            return start;
        }

        @Override
        public Value stream(String name) {
            return streams.computeIfAbsent(name, n -> core.variable(n, PLACE));
        }

        @Override
        public void moveStream(String name, Value place) {
            streams.put(name, place);
        }

        @Override
        public SiteBody body(String attr) {
            return new LoweredBody(op.graph().bodies().get(op.attrs().function(attr)), op);
        }

        @Override
        public Value newest(int i) {
            Operation variable = op.input(i).variable();
            Write write = newest.get(variable);
            return write != null ? write.value : values.get(variable.output(0));
        }

        @Override
        public void write(int i, Value value) {
            Operation variable = op.input(i).variable();
            Write write = new Write(op.index(), value);
            newest.put(variable, write);
            Map<Operation, Write> after = new HashMap<>(writes);
            after.putAll(seen.getOrDefault(op, Map.of()));
            after.put(variable, write);
            seen.put(op, after);
        }
    }

    /** A body of an operation. */
    private final class LoweredBody implements SiteBody {
        private final Body body;
        private final String inside;

        LoweredBody(Body body, Operation op) {
            this.body = body;
            this.inside = inside(path + op.name(), body);
        }

        @Override
        public String name() {
            return body.name();
        }

        @Override
        public List<String> parameters() {
            return body.parameters().stream().map(p -> p.operation().name()).toList();
        }

        @Override
        public int handedOn(int k) {
            return body.handedOn(k);
        }

        @Override
        public int results() {
            return body.results().size();
        }

        @Override
        public Set<String> streams() {
            Set<String> all = new LinkedHashSet<>();
            body.operations().forEach(op -> all.addAll(GraphLowerer.streams(op, inside)));
            return all;
        }

        @Override
        public List<Value> append(
                org.duograph.graph.Graph core,
                KnownNumbers known,
                List<Value> arguments,
                Map<String, Value> streams) {
            GraphLowerer inner = new GraphLowerer(core, known, found, inside, streams);
            for (int i = 0; i < arguments.size(); i++) {
                inner.take(body.parameters().get(i), arguments.get(i));
            }
            body.operations().forEach(op -> inner.lower(op, inner::shape));
            return body.results().stream().map(inner::value).toList();
        }
    }
}
