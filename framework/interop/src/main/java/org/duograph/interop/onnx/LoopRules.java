package org.duograph.interop.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.interop.onnx.proto.GraphProto;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Loop. Where its states keep their types it is a loop of the core; else, and where there are
 * sequences, its iterations are written one behind the other, if it is known how many there are.
 */
final class LoopRules {
    private static final ArrayType NUMBER = new ArrayType(DType.INT64, Shape.SCALAR);
    private static final ArrayType TRUTH = new ArrayType(DType.BOOL, Shape.SCALAR);

    /** The most iterations that are written one behind the other. */
    private static final long MOST = 10_000;

    private LoopRules() {}

    static void loop(NodeSite site) {
        GraphProto body = site.subGraph("body");
        int states = body.getInputCount() - 2;
        site.require(
                states >= 0 && body.getOutputCount() > states && site.inputCount() <= 2 + states,
                "its body takes %d values and gives %d",
                body.getInputCount(),
                body.getOutputCount());
        boolean stacks = body.getOutputCount() > states + 1;
        GraphLowerer around = site.lowerer();
        List<Value> results =
                site.has(0)
                        ? around.attempt(() -> counted(site, body, states))
                        : stacks ? null : around.attempt(() -> whileTrue(site, body, states));
        if (results == null) {
            unroll(site, body, states);
        } else {
            results.forEach(site::give);
        }
    }

    /** A lowerer of the body, with its own parameters and what it captures. */
    private static GraphLowerer body(
            NodeSite site, GraphProto proto, Body.Captured captured, boolean condition) {
        GraphLowerer body =
                site.lowerer().body(proto.getName().isEmpty() ? "body" : proto.getName());
        Graph graph = body.graph();
        Value iteration = graph.variable("iteration", NUMBER);
        String name = proto.getInput(0).getName();
        body.put(name, new Item.Array(iteration));
        Value goesOn =
                condition
                        ? graph.variable("goes on", TRUTH)
                        : graph.constant("goes on", truth(true)); // else it would not run
        body.put(proto.getInput(1).getName(), new Item.Array(goesOn));
        for (int k = 0; k < proto.getInputCount() - 2; k++) {
            Value state = Body.arrays(List.of(site.item(2 + k))).get(0);
            body.put(
                    proto.getInput(2 + k).getName(),
                    new Item.Array(graph.variable("state " + k, state.type())));
        }
        captured.into(body);
        return body;
    }

    private static NDArray truth(boolean yes) {
        return NDArray.of(Shape.SCALAR, yes ? 1 : 0).cast(DType.BOOL);
    }

    private static void requireTypes(NodeSite site, List<Value> results, int from, int states) {
        for (int k = 0; k < states; k++) {
            ArrayType before = site.in(2 + k).type();
            ArrayType after = results.get(from + k).type();
            if (!before.equals(after)) {
                throw site.refuse("state %d is %s and becomes %s", k, before, after);
            }
        }
    }

    /** At most so many iterations. */
    private static List<Value> counted(NodeSite site, GraphProto proto, int states) {
        Formula f = new Formula(site);
        Body.Captured captured = Body.Captured.by(site.lowerer(), proto);
        GraphLowerer body = body(site, proto, captured, false);
        List<Value> results = Body.arrays(Body.results(body, proto));
        requireTypes(site, results, 1, states);
        NDArray goesOn = body.fixed(results.get(0));
        boolean exits = goesOn == null || goesOn.getWhole(0) == 0;
        boolean stacks = results.size() > 1 + states;
        if (exits && stacks) {
            throw site.refuse("how long its results are depends on what is fed");
        }
        Map<String, Object> attrs = new LinkedHashMap<>();
        List<Value> inputs = new ArrayList<>();
        if (stacks) {
            boolean runs = !site.has(1) || site.known(1, "the condition").getWhole(0) != 0;
            attrs.put("n", runs ? Math.max(0, site.whole(0, "the number of iterations")) : 0);
        } else {
            Value count = f.reshape(f.cast(site.in(0), DType.INT64), List.of());
            count = f.larger(count, f.number(count, 0));
            if (site.has(1)) {
                count = f.where(f.reshape(site.in(1), List.of()), count, f.number(count, 0));
            }
            attrs.put("counted", 1);
            inputs.add(count);
        }
        if (exits) {
            body.graph().assign("goes on", scalar(body.graph(), results.get(0)));
        }
        for (int i = 1; i < results.size(); i++) {
            body.graph().assign("result " + i, results.get(i));
        }
        attrs.put("body", body.graph());
        attrs.put("states", states);
        attrs.put("early_exit", exits ? 1 : 0);
        attrs.put("keep_starts", 0);
        for (int k = 0; k < states; k++) {
            inputs.add(site.in(2 + k));
        }
        inputs.addAll(captured.arguments());
        Node loop = site.append(OpCatalog.get("For"), attrs, inputs);
        return loop.outputs().subList(0, results.size() - 1);
    }

    private static Value scalar(Graph graph, Value truth) {
        return truth.shape().rank() == 0
                ? truth
                : graph.append(
                                truth.name(),
                                OpCatalog.get("Reshape"),
                                Map.of("shape", List.of()),
                                truth)
                        .output(0);
    }

    /** As long as a condition holds: it is a state, and so is the number of the iteration. */
    private static List<Value> whileTrue(NodeSite site, GraphProto proto, int states) {
        Formula f = new Formula(site);
        Body.Captured captured = Body.Captured.by(site.lowerer(), proto);
        GraphLowerer body = body(site, proto, captured, true);
        List<Value> results = Body.arrays(Body.results(body, proto));
        requireTypes(site, results, 1, states);
        Graph graph = body.graph();
        Value one = graph.constant("one", NDArray.of(Shape.SCALAR, 1L));
        Value iteration = graph.variables().get("iteration");
        Value next = graph.append("next", OpCatalog.get("Add"), Map.of(), iteration, one).output(0);
        graph.assign("iteration", next);
        graph.assign("goes on", scalar(graph, results.get(0)));
        for (int k = 0; k < states; k++) {
            graph.assign("state " + k, results.get(1 + k));
        }
        Graph condition = new Graph("goes on");
        graph.variables().forEach((name, value) -> condition.variable(name, value.type()));
        condition.assign("goes on", condition.variables().get("goes on"));
        List<Value> inputs = new ArrayList<>(List.of(f.number(DType.INT64, 0)));
        inputs.add(site.has(1) ? f.reshape(site.in(1), List.of()) : site.constant(truth(true)));
        for (int k = 0; k < states; k++) {
            inputs.add(site.in(2 + k));
        }
        inputs.addAll(captured.arguments());
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("cond", condition);
        attrs.put("body", graph);
        Node loop = site.append(OpCatalog.get("While"), attrs, inputs);
        return loop.outputs().subList(2, 2 + states);
    }

    /** One iteration behind the other. */
    private static void unroll(NodeSite site, GraphProto proto, int states) {
        Formula f = new Formula(site);
        long most = site.has(0) ? site.whole(0, "the number of iterations") : Long.MAX_VALUE;
        boolean goesOn = !site.has(1) || site.known(1, "the condition").getWhole(0) != 0;
        List<Item> now = new ArrayList<>();
        for (int k = 0; k < states; k++) {
            now.add(site.item(2 + k));
        }
        int scans = proto.getOutputCount() - 1 - states;
        List<List<Value>> stacks = new ArrayList<>();
        for (int s = 0; s < scans; s++) {
            stacks.add(new ArrayList<>());
        }
        for (long i = 0; i < most && goesOn; i++) {
            if (i == MOST) {
                throw site.refuse("more than %,d iterations are not written out", MOST);
            }
            GraphLowerer body = site.lowerer().inside();
            NDArray number = NDArray.of(Shape.SCALAR, i);
            body.put(proto.getInput(0).getName(), new Item.Array(site.constant(number)));
            body.put(proto.getInput(1).getName(), new Item.Array(site.constant(truth(true))));
            for (int k = 0; k < states; k++) {
                body.put(proto.getInput(2 + k).getName(), now.get(k));
            }
            List<Item> results = Body.results(body, proto);
            NDArray again = site.lowerer().known(Body.arrays(results.subList(0, 1)).get(0));
            if (again == null && i + 1 < most) {
                throw site.refuse(
                        "whether it goes on depends on what is fed, and a state changes its type");
            }
            goesOn = again != null && again.getWhole(0) != 0;
            now = new ArrayList<>(results.subList(1, 1 + states));
            List<Value> rows = Body.arrays(results.subList(1 + states, results.size()));
            for (int s = 0; s < scans; s++) {
                stacks.get(s).add(rows.get(s));
            }
        }
        now.forEach(site::give);
        for (List<Value> rows : stacks) {
            if (rows.isEmpty()) {
                throw site.refuse("without an iteration it is not known what its results are");
            }
            site.give(stacked(f, rows));
        }
    }

    /** Rows, one above the other, along a new first axis. */
    static Value stacked(Formula f, List<Value> rows) {
        Map<String, ?> attrs = Map.of("axis", 0, "add_axis", 1);
        return f.site().append(OpCatalog.get("Concat"), attrs, rows).output(0);
    }
}
