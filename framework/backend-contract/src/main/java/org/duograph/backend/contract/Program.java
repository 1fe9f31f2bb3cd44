package org.duograph.backend.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.backend.Backend;
import org.duograph.compile.Compiler;
import org.duograph.compile.Gradients;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.ops.control.Loop;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A graph with control flow in it, to be run as a plan: no backend has kernels for loops and
 * branches, a plan runs them on it.
 *
 * @param name what it does
 * @param graph the graph; what it assigns is compared
 * @param feeds the content of its variables
 */
record Program(String name, Graph graph, Map<String, NDArray> feeds) {
    private static final ArrayType IMAGES = ArrayType.float32(2, 8, 5, 5);

    /** All: each sample of an operator that has graphs as attributes, and some larger ones. */
    static List<Program> all(Collection<OpDef> operators) {
        List<Program> all = new ArrayList<>();
        for (Case c : Cases.all(operators)) {
            if (!c.node().subGraphs().isEmpty()) {
                all.add(of(c));
            }
        }
        if (!all.isEmpty()) {
            all.add(convolutions());
            all.add(swap());
            all.add(convolvedAndHandedOn());
            all.add(random());
        }
        return all;
    }

    /** An operator's sample, and the gradients of all that can have some. */
    private static Program of(Case c) {
        Graph graph = new Graph(c.op().type());
        Node node = c.appendTo(graph);
        Map<String, NDArray> feeds = new LinkedHashMap<>();
        c.draw().forEach(array -> feeds.put("in" + feeds.size(), array));
        node.outputs().forEach(y -> graph.assign("out" + y.index(), y));
        addGradients(graph, node.outputs(), node.inputs());
        return new Program(c.toString().replaceAll("\\s+", " "), graph, feeds);
    }

    private static void addGradients(Graph graph, List<Value> ys, List<Value> inputs) {
        Map<Value, Value> seeds = new LinkedHashMap<>();
        for (Value y : ys) {
            if (y.type().dtype().isFloating()) {
                NDArray weights = Sample.real(y.shape(), 0.5, 1.5).draw(3, y.index());
                seeds.put(y, graph.constant("weights", weights));
            }
        }
        List<Value> xs = inputs.stream().filter(x -> x.type().dtype().isFloating()).toList();
        Gradients.append(graph, seeds, xs)
                .forEach((x, gradient) -> graph.assign("gradient of " + x, gradient));
    }

    /** Fails unless the plan on this backend assigns what the definition says, at two steps. */
    void check(Backend backend) {
        // Not closed: it would close the backend, which belongs to the test.
        Placement placement = Placement.of(backend);
        Graph compiled = Compiler.compile(graph, placement.target());
        try (State state = new State()) {
            feeds.forEach(state::feed);
            Plan.Options poisoned = new Plan.Options(0, true);
            try (Plan plan = Plan.prepare(compiled, placement, state, poisoned)) {
                for (long step = 5; step < 7; step++) {
                    Map<Value, NDArray> expected = Interpreter.run(graph, feeds, step);
                    plan.run(step);
                    graph.assigns()
                            .forEach(
                                    (variable, value) ->
                                            Closeness.check(
                                                    name + ": " + variable,
                                                    state.fetch(variable),
                                                    expected.get(value)));
                }
            }
        }
    }

    private static Node append(Graph graph, String type, Map<String, ?> attrs, Value... inputs) {
        return graph.append(type, OpCatalog.get(type), attrs, inputs);
    }

    private static Value append(Graph graph, String type, Value... inputs) {
        return append(graph, type, Map.of(), inputs).output(0);
    }

    private static Map<String, NDArray> draw(Graph graph) {
        Map<String, NDArray> feeds = new LinkedHashMap<>();
        for (Value v : graph.variables().values()) {
            feeds.put(v.name(), Sample.real(v.shape(), -0.4, 0.4).draw(8, feeds.size()));
        }
        return feeds;
    }

    /** A convolution in a loop in a loop, its filters used outside as well, with dropout. */
    private static Program convolutions() {
        Graph inner = new Graph("inner");
        inner.variable("t", Loop.NUMBER);
        Value h = inner.variable("h", IMAGES);
        Value w = inner.variable("w", ArrayType.float32(8, 8, 3, 3));
        Map<String, Object> window = Map.of("kernel", 3, "pad", 1);
        Value conv = append(inner, "Conv", window, h, w).output(0);
        Value kept = append(inner, "Dropout", Map.of("ratio", 0.3), conv).output(0);
        inner.assign("h", append(inner, "Add", h, append(inner, "Tanh", kept)));
        Graph outer = new Graph("outer");
        outer.variable("t", Loop.NUMBER);
        Value x = outer.variable("x", IMAGES);
        Value row = outer.variable("row", IMAGES);
        Value filters = outer.variable("filters", w.type());
        Map<String, Object> loop = Map.of("body", inner, "states", 1, "n", 2);
        Value y = append(outer, "For", loop, append(outer, "Add", x, row), filters).output(0);
        outer.assign("x", append(outer, "Relu", y));
        outer.assign("rows", y);
        Graph graph = new Graph("convolutions");
        Value input = graph.variable("input", IMAGES);
        Value sequence = graph.variable("sequence", ArrayType.float32(3, 2, 8, 5, 5));
        Value weights = graph.variable("weights", w.type());
        Value first = append(graph, "Conv", window, input, weights).output(0);
        Map<String, Object> scan = Map.of("body", outer, "states", 1, "sequences", 1);
        Node node = append(graph, "For", scan, first, sequence, weights);
        graph.assign("state", node.output(0));
        graph.assign("stack", node.output(1));
        List<Value> xs = List.of(input, sequence, weights);
        addGradients(graph, List.of(node.output(0), node.output(1)), xs);
        return new Program("convolutions in a loop in a loop", graph, draw(graph));
    }

    /** States that change places, one that stays, and one that nobody reads. */
    private static Program swap() {
        Graph body = new Graph("swap");
        body.variable("t", Loop.NUMBER);
        Value a = body.variable("a", ArrayType.float32(3));
        Value b = body.variable("b", ArrayType.float32(3));
        Value c = body.variable("c", ArrayType.float32(3));
        body.variable("d", ArrayType.float32(3));
        body.assign("first", b);
        body.assign("second", append(body, "Add", a, append(body, "Mul", b, c)));
        body.assign("third", c);
        body.assign("fourth", b);
        Graph graph = new Graph("swap");
        Value x = graph.variable("x", ArrayType.float32(3));
        Value y = graph.variable("y", ArrayType.float32(3));
        Map<String, Object> attrs = Map.of("body", body, "states", 4, "n", 5);
        List<Value> results = append(graph, "For", attrs, x, y, x, x).outputs().subList(0, 4);
        results.forEach(result -> graph.assign("result" + result.index(), result));
        addGradients(graph, results, List.of(x, y));
        return new Program("states that change places", graph, draw(graph));
    }

    /** A convolution becomes one state, whose old content becomes another; no node reads either. */
    private static Program convolvedAndHandedOn() {
        Graph body = new Graph("convolve and hand on");
        body.variable("t", Loop.NUMBER);
        body.variable("a", IMAGES);
        body.variable("b", IMAGES);
        Value x = body.variable("x", IMAGES);
        Value w = body.variable("w", ArrayType.float32(8, 8, 3, 3));
        Map<String, Object> window = Map.of("kernel", 3, "pad", 1);
        body.assign("a", append(body, "Conv", window, x, w).output(0));
        body.assign("b", body.variables().get("a"));
        Graph graph = new Graph("handed on");
        Value a = graph.variable("a", IMAGES);
        Value b = graph.variable("b", IMAGES);
        Value images = graph.variable("images", IMAGES);
        Value filters = graph.variable("filters", w.type());
        for (int n = 1; n <= 3; n++) {
            Map<String, Object> attrs = Map.of("body", body, "states", 2, "n", n);
            Node loop = append(graph, "For", attrs, a, b, images, filters);
            graph.assign("a after " + n, loop.output(0));
            graph.assign("b after " + n, loop.output(1));
        }
        return new Program("a convolution that is handed on", graph, draw(graph));
    }

    /** Numbers drawn in a branch in a loop, and in a While. */
    private static Program random() {
        Graph draw = new Graph("draw");
        draw.variable("x", ArrayType.float32(4));
        draw.assign("r", append(draw, "UniformFill", Map.of("shape", List.of(4))).output(0));
        Graph keep = new Graph("keep");
        keep.assign("r", keep.variable("x", ArrayType.float32(4)));
        Graph body = new Graph("body");
        Value t = body.variable("t", Loop.NUMBER);
        Value x = body.variable("x", ArrayType.float32(4));
        Value odd = append(body, "GT", t, body.constant("one", NDArray.of(Shape.SCALAR, 1L)));
        Map<String, Object> branches = Map.of("then", draw, "else", keep);
        Value r = append(body, "If", branches, odd, x).output(0);
        body.assign("x", append(body, "Add", x, r));
        body.assign("r", r);
        Graph graph = new Graph("random");
        Value begin = graph.variable("begin", ArrayType.float32(4));
        Map<String, Object> attrs = Map.of("body", body, "states", 1, "n", 4);
        Node node = append(graph, "For", attrs, begin);
        graph.assign("sum", node.output(0));
        graph.assign("drawn", node.output(1));
        Graph cond = new Graph("below");
        Value sum = append(cond, "SumElements", cond.variable("x", ArrayType.float32(4)));
        Value limit = cond.constant("limit", NDArray.scalar(12));
        cond.assign("more", append(cond, "LT", sum, limit));
        Graph more = new Graph("more");
        Value before = more.variable("x", ArrayType.float32(4));
        Value drawn = append(more, "UniformFill", Map.of("shape", List.of(4))).output(0);
        more.assign("x", append(more, "Add", before, drawn));
        Node loop = append(graph, "While", Map.of("cond", cond, "body", more), begin);
        graph.assign("end", loop.output(0));
        graph.assign("iterations", loop.output(1));
        return new Program("random numbers in loops and branches", graph, draw(graph));
    }

    @Override
    public String toString() {
        return name;
    }
}
