package org.duograph.docs.snippets;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.backend.Backends;
import org.duograph.compile.Compiler;
import org.duograph.compile.Gradients;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.activation.Tanh;
import org.duograph.ops.control.For;
import org.duograph.ops.control.Loop;
import org.duograph.ops.math.Add;
import org.duograph.ops.math.Mul;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The code on the page about the engine: a recurrent layer. */
final class Recurrent {
    private Recurrent() {}

    static String run() {
        // tag::body[]
        ArrayType row = ArrayType.float32(2);
        Graph body = new Graph("step");
        body.variable("t", Loop.NUMBER); // <1>
        Value h = body.variable("h", row);
        Value x = body.variable("x", row);
        Value w = body.variable("w", row);
        Value wh = body.append("wh", Mul.OP, Map.of(), w, h).output(0);
        Value sum = body.append("sum", Add.OP, Map.of(), wh, x).output(0);
        Value next = body.append("next", Tanh.OP, Map.of(), sum).output(0);
        body.assign("h", next); // <2>
        body.assign("y", next);
        // end::body[]
        // tag::loop[]
        Graph graph = new Graph("recurrent");
        Value begin = graph.constant("begin", NDArray.vector(0, 0));
        Value xs = graph.variable("xs", ArrayType.float32(3, 2));
        Value ws = graph.variable("ws", row);
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("body", body);
        attrs.put("states", 1);
        attrs.put("sequences", 1);
        Node layer = graph.append("layer", For.OP, attrs, begin, xs, ws); // <1>
        graph.assign("ys", layer.output(1));
        Value last = layer.output(0);
        Value dws = Gradients.append(graph, last, List.of(ws)).get(ws); // <2>
        graph.assign("dws", dws);
        // end::loop[]
        StringBuilder printed = new StringBuilder();
        // tag::run[]
        try (Placement placement = Placement.of(Backends.open("java"));
                State state = new State()) {
            state.feed("xs", NDArray.of(Shape.of(3, 2), 1f, 0, 0, 1, 0, 0));
            state.feed("ws", NDArray.vector(0.5f, 2));
            Graph compiled = Compiler.compile(graph, placement.target());
            try (Plan plan = Plan.prepare(compiled, placement, state, Plan.Options.DEFAULT)) {
                plan.run(0);
                printed.append(plan);
            }
            printed.append("ys  = ").append(state.fetch("ys")).append('\n');
            printed.append("dws = ").append(state.fetch("dws")).append('\n');
        }
        // end::run[]
        return printed.toString();
    }
}
