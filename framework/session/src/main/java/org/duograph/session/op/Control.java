package org.duograph.session.op;

import static org.duograph.session.op.Operator.stateful;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Graph;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.control.If;
import org.duograph.ops.logic.NE;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Choices and loops, whose bodies are functions of the graph's library. Where a body draws random
 * numbers, the places in their streams go in and come out as further values.
 */
final class Control {
    private static final String IF =
            "Tcond:type Tin:list(type) Tout:list(type) then_branch:func else_branch:func output_shapes:list(shape)=[]";
    private static final String WHILE =
            "T:list(type) cond:func body:func output_shapes:list(shape)=[] parallel_iterations:int=10";

    static final List<Operator> OPERATORS =
            List.of(
                    stateful("If", "cond:Tcond input:Tin -> output:Tout", IF, Control::choose),
                    Operator.of(
                            "StatelessIf",
                            "cond:Tcond input:Tin -> output:Tout",
                            IF,
                            Control::choose),
                    stateful("While", "input:T -> output:T", WHILE, Loops::lower),
                    Operator.of("StatelessWhile", "input:T -> output:T", WHILE, Loops::lower));

    private Control() {}

    private static void choose(LoweringSite site) {
        SiteBody then = site.body("then_branch");
        SiteBody otherwise = site.body("else_branch");
        List<Value> captured = site.inputs(1, site.inputCount());
        Set<String> streams = new LinkedHashSet<>(then.streams());
        streams.addAll(otherwise.streams());
        List<Value> inputs = new ArrayList<>(List.of(truth(site, site.input(0))));
        inputs.addAll(captured);
        streams.forEach(name -> inputs.add(site.stream(name)));
        Branch first = new Branch(site, then, captured, streams);
        Branch second = new Branch(site, otherwise, captured, streams);
        first.makeRoom(second);
        second.makeRoom(first);
        Graph yes = first.graph();
        Graph no = second.graph();
        requireAlike(yes, no);
        Node node = site.append(If.OP, Map.of("then", yes, "else", no), inputs);
        site.give(node.outputs().subList(0, then.results()).toArray(Value[]::new));
        int at = Math.max(1, then.results());
        for (String name : streams) {
            site.moveStream(name, node.output(at++));
        }
    }

    /** A branch as a graph of the core. */
    private static final class Branch {
        private final Graph core;
        private final List<Value> results;
        private final Map<String, Value> places;

        Branch(LoweringSite site, SiteBody body, List<Value> captured, Set<String> streams) {
            Parameters parameters = new Parameters(site, body, captured);
            List<Value> arguments = new ArrayList<>();
            for (int i = 0; i < captured.size(); i++) {
                arguments.add(parameters.add(i));
            }
            places = parameters.addStreams(streams);
            core = parameters.core();
            results = new ArrayList<>(body.append(core, parameters.known(), arguments, places));
        }

        /** Arrays that only the other branch writes are zeros here. */
        void makeRoom(Branch other) {
            for (int k = 0; k < Math.min(results.size(), other.results.size()); k++) {
                ArrayType type = other.results.get(k).type();
                if (TensorArrays.isRoom(results.get(k).type(), type)) {
                    results.set(k, core.constant("unwritten", NDArray.zeros(type)));
                }
            }
        }

        /** The graph, whose results are assigned; one that gives nothing gives that it has run. */
        Graph graph() {
            if (results.isEmpty()) {
                results.add(core.constant("done", NDArray.of(Shape.SCALAR, 1)));
            }
            for (int k = 0; k < results.size(); k++) {
                core.assign("result " + k, results.get(k));
            }
            places.forEach(core::assign);
            return core;
        }
    }

    private static void requireAlike(Graph then, Graph otherwise) {
        List<ArrayType> a = then.assigns().values().stream().map(Value::type).toList();
        List<ArrayType> b = otherwise.assigns().values().stream().map(Value::type).toList();
        if (!a.equals(b)) {
            throw new IllegalArgumentException(
                    "Both branches must give the same types and shapes, but '%s' gives %s and '%s' gives %s"
                            .formatted(then.name(), a, otherwise.name(), b));
        }
    }

    /** Whether a scalar says yes: true, or another number than zero. */
    static Value truth(LoweringSite site, Value value) {
        if (value.shape().size() != 1 || value.type().dtype() == DType.STRING) {
            throw new IllegalArgumentException(
                    "A condition must be a bool scalar, found " + value.type());
        }
        return value.type().dtype() == DType.BOOL
                ? value
                : site.value(NE.OP, Map.of(), value, site.scalar(value.type().dtype(), 0));
    }

    /**
     * The graph of the core for a body, whose parameters come first. What is handed in, and whose
     * numbers are known outside, is known inside.
     */
    static final class Parameters {
        private final SiteBody body;
        private final List<Value> arguments;
        private final Map<String, Value> outside = new LinkedHashMap<>();
        private final KnownNumbers known;
        private final Graph core;

        Parameters(LoweringSite site, SiteBody body, List<Value> arguments) {
            this.body = body;
            this.arguments = arguments;
            this.known =
                    new KnownNumbers(
                            name ->
                                    outside.containsKey(name)
                                            ? site.known(outside.get(name))
                                            : null);
            this.core = new Graph(body.name(), known);
        }

        Graph core() {
            return core;
        }

        KnownNumbers known() {
            return known;
        }

        /** Parameter {@code i}, which is the same whenever the body runs. */
        Value add(int i) {
            Value made = addState(i);
            outside.put(made.name(), arguments.get(i));
            return made;
        }

        /** Parameter {@code i}, which may be another each time. */
        Value addState(int i) {
            return core.variable(body.parameters().get(i), arguments.get(i).type());
        }

        Map<String, Value> addStreams(Set<String> names) {
            Map<String, Value> places = new LinkedHashMap<>();
            names.forEach(
                    name ->
                            places.put(
                                    name,
                                    core.variable(name, new ArrayType(DType.INT64, Shape.SCALAR))));
            return places;
        }

        /** The value outside that the parameter of a name always is; null if it may change. */
        Value outside(String parameter) {
            return outside.get(parameter);
        }
    }
}
