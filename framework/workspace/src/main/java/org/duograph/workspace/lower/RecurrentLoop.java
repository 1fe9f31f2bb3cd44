package org.duograph.workspace.lower;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.SubGraph;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.ops.control.Loop;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.lower.StepNet.Alias;
import org.duograph.workspace.lower.StepNet.Link;
import org.duograph.workspace.lower.StepNet.State;

/**
 * One RecurrentNetwork as a graph of its own, with a {@code For} in it, so that it can be
 * differentiated alone.
 *
 * <p>The loop's states hold the last rows of Caffe2's state tensors: one, unless the state begins
 * with more. What the step reads besides is captured.
 */
final class RecurrentLoop {
    private final LoweringSite site;
    private final StepNet step;
    private final List<String> outputs;
    private final List<String> names;
    private final Graph graph;
    private final List<Value> inputs = new ArrayList<>();
    private final Node known;
    private final int steps;
    private final int batch;

    /**
     * The operator as a graph.
     *
     * @param graph the graph
     * @param inputs the variables that stand for the operator's inputs
     * @param results the values of the operator's outputs
     */
    record Lowered(Graph graph, List<Value> inputs, List<Value> results) {}

    /**
     * Prepares the lowering of a RecurrentNetwork.
     *
     * @param outputs the names of its outputs
     * @param given its inputs
     * @param known the loop that it became before, whose body serves again; or null
     */
    RecurrentLoop(LoweringSite site, List<String> outputs, List<Value> given, Node known) {
        this.site = site;
        this.step = StepNet.of(site);
        this.outputs = outputs;
        this.known = known;
        this.graph = new Graph(step.net().getName());
        List<String> all = site.op().getInputList();
        boolean isGradient = site.op().getType().endsWith("Gradient");
        int first = isGradient ? all.size() - outputs.size() - given.size() : 0;
        this.names = all.subList(first, first + given.size());
        for (Value value : given) {
            inputs.add(graph.variable("input " + inputs.size(), value.type()));
        }
        if (given.isEmpty() || given.get(0).shape().rank() < 2) {
            throw site.error(
                    "its first input must be the sequence, steps x batch x ..., found " + given);
        }
        this.steps = given.get(0).shape().dim(0);
        this.batch = given.get(0).shape().dim(1);
    }

    Lowered lower() {
        Map<State, Value> begin = new LinkedHashMap<>();
        for (State state : step.states()) {
            begin.put(state, begin(state));
        }
        Map<Link, Value> sequences = new LinkedHashMap<>();
        for (String name : new LinkedHashSet<>(names)) {
            for (Link link : step.read(name)) {
                sequences.put(link, rows(link, input(name)));
            }
        }
        Node loop = loop(begin, sequences);
        List<Value> results = new ArrayList<>();
        for (String output : outputs) {
            results.add(output(output, loop, List.copyOf(begin.values())));
        }
        return new Lowered(graph, inputs, results);
    }

    private Value input(String name) {
        return inputs.get(names.indexOf(name));
    }

    /** A state at the beginning, rows x batch x size; one of D numbers serves the whole batch. */
    private Value begin(State state) {
        if (state.input() < 0 || state.input() >= inputs.size()) {
            throw site.error(
                    "state \"%s\" begins as input %d, which is not there"
                            .formatted(state.name(), state.input()));
        }
        Value given = inputs.get(state.input());
        Shape shape = given.shape();
        int rank = shape.rank();
        boolean fits = rank == 1 || rank == 2 || rank == 3;
        if (!fits || rank > 1 && shape.dim(rank - 2) != batch) {
            throw site.error(
                    "state \"%s\" must begin as D, %d x D or 1 x %d x D numbers, found %s"
                            .formatted(state.name(), batch, batch, given.type()));
        }
        if (rank == 3) {
            return given;
        }
        Shape wanted = Shape.of(1, batch, shape.dim(rank - 1));
        return rank == 2
                ? append(graph, "Reshape", Map.of("shape", wanted.toList()), given)
                : append(graph, "Expand", Map.of("shape", wanted.toList()), given);
    }

    /** What the loop takes row by row for a link: a sequence, or several ones side by side. */
    private Value rows(Link link, Value sequence) {
        int most = sequence.shape().rank() == 0 ? 0 : sequence.shape().dim(0);
        int last = link.offset() + link.window() - 1;
        if (last + steps > most) {
            throw site.error(
                    "\"%s\" has %d rows, too few for %d steps of which each reads rows %d to %d from its own on"
                            .formatted(link.external(), most, steps, link.offset(), last));
        }
        List<Value> parts = new ArrayList<>();
        for (int k = link.offset(); k <= last; k++) {
            Value part = slice(graph, sequence, k, k + steps);
            parts.add(append(graph, "ExpandDims", Map.of("dims", List.of(1)), part));
        }
        return parts.size() == 1
                ? parts.get(0)
                : append(graph, "Concat", Map.of("axis", 1), parts.toArray(Value[]::new));
    }

    private Node loop(Map<State, Value> begin, Map<Link, Value> sequences) {
        Graph inner = known == null ? inner(begin, sequences) : null;
        Set<String> linked = new LinkedHashSet<>(List.of(step.timestep()));
        step.links().forEach(link -> linked.add(link.internal()));
        List<Value> operands = new ArrayList<>(begin.values());
        operands.addAll(sequences.values());
        List<String> captured = new ArrayList<>();
        for (String name : new LinkedHashSet<>(names)) {
            if (!linked.contains(name) && isRead(inner, name)) {
                captured.add(name);
                operands.add(input(name));
            }
        }
        Graph body =
                known != null
                        ? known.attrs().graph("body")
                        : body(inner, begin, sequences, captured);
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("body", body);
        attrs.put("states", begin.size());
        attrs.put("sequences", sequences.size());
        attrs.put("n", (long) steps);
        String name = outputs.isEmpty() ? step.net().getName() : outputs.get(0);
        return graph.append(name, OpCatalog.get("For"), attrs, site.settings(), operands);
    }

    /** Whether the step reads an input as it is. */
    private boolean isRead(Graph inner, String blob) {
        return inner != null
                ? inner.variables().containsKey(blob)
                : known.attrs().graph("body").variables().containsKey("captured " + blob);
    }

    /** The step's net as a graph: its variables are what it reads, its assigns the next states. */
    private Graph inner(Map<State, Value> begin, Map<Link, Value> sequences) {
        Set<String> results = new LinkedHashSet<>();
        step.states().forEach(state -> results.add(step.written(site, state).internal()));
        Map<String, ArrayType> types = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            types.put(names.get(i), inputs.get(i).type());
        }
        types.put(step.timestep(), new ArrayType(DType.INT32, Shape.of(1)));
        begin.forEach(
                (state, value) -> {
                    for (Link link : step.read(state.name())) {
                        int rows = value.shape().dim(0);
                        if (link.offset() + link.window() > rows) {
                            throw site.error(
                                    "\"%s\" is rows %d to %d of state \"%s\", which begins with %d"
                                            .formatted(
                                                    link.internal(),
                                                    link.offset(),
                                                    link.offset() + link.window() - 1,
                                                    state.name(),
                                                    rows));
                        }
                        types.put(
                                link.internal(),
                                value.type().withShape(value.shape().with(0, link.window())));
                    }
                });
        sequences.forEach((link, value) -> types.put(link.internal(), row(value)));
        return site.inner().lower(step.net(), types::get, results::contains);
    }

    private static ArrayType row(Value stack) {
        List<Integer> dims = stack.shape().toList();
        return stack.type().withShape(Shape.of(dims.subList(1, dims.size())));
    }

    private Graph body(
            Graph inner,
            Map<State, Value> begin,
            Map<Link, Value> sequences,
            List<String> captured) {
        Graph body = new Graph(step.net().getName());
        Map<String, Value> blobs = new LinkedHashMap<>(); // what the step reads
        Value t = body.variable("t", Loop.NUMBER);
        Map<State, Value> states = new LinkedHashMap<>();
        begin.forEach(
                (state, x) -> states.put(state, body.variable("state " + state.name(), x.type())));
        sequences.forEach(
                (link, x) ->
                        blobs.put(
                                link.internal(), body.variable("row " + link.internal(), row(x))));
        for (String name : captured) {
            blobs.put(name, body.variable("captured " + name, input(name).type()));
        }
        if (inner.variables().containsKey(step.timestep())) {
            Value number = append(body, "Cast", Map.of("to", DType.INT32), t);
            blobs.put(
                    step.timestep(), append(body, "Reshape", Map.of("shape", List.of(1)), number));
        }
        states.forEach(
                (state, x) ->
                        step.read(state.name())
                                .forEach(
                                        link ->
                                                blobs.put(
                                                        link.internal(),
                                                        slice(
                                                                body,
                                                                x,
                                                                link.offset(),
                                                                link.offset() + link.window()))));
        List<Value> arguments = inner.variables().keySet().stream().map(blobs::get).toList();
        List<Value> results = new SubGraph(inner).appendTo(body, arguments);
        List<String> written = List.copyOf(inner.assigns().keySet());
        Map<State, Value> rows = new LinkedHashMap<>();
        states.forEach(
                (state, x) -> {
                    int at = written.indexOf(step.written(site, state).internal());
                    rows.put(state, nextRow(state, x, results.get(at)));
                });
        states.forEach(
                (state, x) -> body.assign("state " + state.name(), next(body, x, rows.get(state))));
        rows.forEach((state, row) -> body.assign("row " + state.name(), row));
        return body;
    }

    private Value nextRow(State state, Value before, Value result) {
        Shape wanted = before.shape().with(0, 1);
        if (!result.shape().equals(wanted)) {
            throw site.error(
                    "its step_net gives state \"%s\" as %s, but it is %s"
                            .formatted(state.name(), result.shape(), wanted));
        }
        int offset = step.written(site, state).offset();
        if (offset != before.shape().dim(0)) {
            throw site.error(
                    "the link that writes state \"%s\" must have the offset %d, the rows with which the state begins, not %d"
                            .formatted(state.name(), before.shape().dim(0), offset));
        }
        return result;
    }

    private static Value next(Graph body, Value before, Value row) {
        int rows = before.shape().dim(0);
        return rows == 1
                ? row
                : append(body, "Concat", Map.of("axis", 0), slice(body, before, 1, rows), row);
    }

    private Value output(String name, Node loop, List<Value> begin) {
        for (Alias alias : step.aliases()) {
            if (alias.output().equals(name)) {
                int k = step.states().stream().map(State::name).toList().indexOf(alias.state());
                if (k < 0) {
                    throw site.error(
                            "output \"%s\" is an alias of \"%s\", which is no state"
                                    .formatted(name, alias.state()));
                }
                Value stack = loop.output(begin.size() + k); // steps x 1 x batch x size
                List<Integer> dims = new ArrayList<>(begin.get(k).shape().toList());
                dims.set(0, steps);
                Value all = append(graph, "Reshape", Map.of("shape", dims), stack);
                return part(alias, begin.get(k), loop.output(k), all);
            }
        }
        return graph.constant(name, NDArray.zeros(new ArrayType(DType.FLOAT32, Shape.of(0))));
    }

    /** The rows of a state from an alias' offset on. */
    private Value part(Alias alias, Value begin, Value end, Value all) {
        int before = begin.shape().dim(0);
        int rows = before + steps;
        int from = alias.offset() >= 0 ? alias.offset() : rows + alias.offset();
        if (from < 0 || from >= rows) {
            throw site.error(
                    "output \"%s\" is the rows from %d on of \"%s\", which has %d"
                            .formatted(alias.output(), alias.offset(), alias.state(), rows));
        }
        if (from >= steps && (from != before || alias.offset() < 0)) {
            return slice(graph, end, from - steps, before);
        }
        return from >= before
                ? slice(graph, all, from - before, steps)
                : append(
                        graph, "Concat", Map.of("axis", 0), slice(graph, begin, from, before), all);
    }

    /** Rows from {@code from} to {@code to - 1}. */
    private static Value slice(Graph graph, Value x, int from, int to) {
        if (from == 0 && to == x.shape().dim(0)) {
            return x;
        }
        List<Long> starts = new ArrayList<>(Collections.nCopies(x.shape().rank(), 0L));
        List<Long> ends = new ArrayList<>(Collections.nCopies(x.shape().rank(), -1L));
        starts.set(0, (long) from);
        ends.set(0, (long) to);
        return append(graph, "Slice", Map.of("starts", starts, "ends", ends), x);
    }

    private static Value append(Graph graph, String type, Map<String, ?> attrs, Value... operands) {
        return graph.append(type, OpCatalog.get(type), attrs, operands).output(0);
    }
}
