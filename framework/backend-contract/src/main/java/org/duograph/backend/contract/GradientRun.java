package org.duograph.backend.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.duograph.compile.Compiler;
import org.duograph.compile.Gradients;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.NDArray;

/**
 * An operator and its gradients as one plan: what the operator saves for its gradient goes from one
 * kernel to the other in whatever form the backend likes.
 */
final class GradientRun {
    private GradientRun() {}

    /** Fails unless the backend and the reference backend compute the same gradients. */
    static void compare(Backend backend, Case c) {
        Map<String, NDArray> expected;
        try (Backend reference = Backends.open(Backends.REFERENCE)) {
            expected = run(reference, c);
        }
        run(backend, c)
                .forEach(
                        (name, actual) ->
                                Closeness.check(
                                        "plan on " + backend.name() + ": " + name,
                                        actual,
                                        expected.get(name)));
    }

    /** The case's node and its gradients, all assigned. */
    static Graph graph(Case c) {
        Graph graph = new Graph("gradient of " + c.op().type());
        Node node = c.appendTo(graph);
        List<Value> xs = new ArrayList<>();
        for (Value input : node.inputs()) {
            if (input.type().dtype().isFloating()) {
                xs.add(input);
            }
        }
        Map<String, Value> wanted = new LinkedHashMap<>();
        Map<Value, Value> seeds = seeds(graph, node);
        seeds.keySet().forEach(y -> wanted.put("output " + y.index(), y));
        Gradients.append(graph, seeds, xs)
                .forEach((x, g) -> wanted.put("gradient of " + x.name(), g));
        wanted.forEach(graph::assign);
        return graph;
    }

    private static Map<String, NDArray> run(Backend backend, Case c) {
        Graph graph = graph(c);
        Map<String, NDArray> results = new LinkedHashMap<>();
        Plan.Options poisoned = new Plan.Options(0, true);
        // Not closed: it would close the backend, which belongs to the test.
        Placement placement = Placement.of(backend);
        try (State state = new State()) {
            List<NDArray> inputs = c.draw();
            for (int i = 0; i < inputs.size(); i++) {
                state.feed("in" + i, inputs.get(i));
            }
            Graph compiled = Compiler.compile(graph, placement.target());
            try (Plan plan = Plan.prepare(compiled, placement, state, poisoned)) {
                plan.run(0);
                plan.run(1);
                graph.assigns().keySet().forEach(y -> results.put(y, state.fetch(y)));
            }
        }
        return results;
    }

    /** A gradient for each output that may have one; no two of its numbers are alike. */
    private static Map<Value, Value> seeds(Graph graph, Node node) {
        Map<Value, Value> seeds = new LinkedHashMap<>();
        for (Value y : node.outputs()) {
            int i = y.index();
            if (node.op().output(i).carriesGradient() && y.type().dtype().isFloating()) {
                Sample.Input weights = Sample.real(y.shape(), 0.5, 1.5).with(y.type().dtype());
                seeds.put(y, graph.constant("seed" + i, weights.draw(3, 4 + i)));
            }
        }
        return seeds;
    }
}
