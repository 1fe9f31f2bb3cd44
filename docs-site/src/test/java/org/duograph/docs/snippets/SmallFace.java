package org.duograph.docs.snippets;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.backend.Backends;
import org.duograph.compile.Compiler;
import org.duograph.compile.Gradients;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.NDArray;

/** The code on the page about changing the engine: a face for formulas. */
final class SmallFace {
    private SmallFace() {}

    // tag::lower[]
    /** Lowers a formula: names are variables, words are operators of what stands before them. */
    static Value lower(String formula, Map<String, Value> variables, Graph graph) {
        Deque<Value> stack = new ArrayDeque<>();
        for (String word : formula.split(" ")) {
            if (variables.containsKey(word)) {
                stack.push(variables.get(word));
            } else {
                boolean two = word.equals("Add") || word.equals("Mul");
                Value second = two ? stack.pop() : null;
                Value[] inputs =
                        two ? new Value[] {stack.pop(), second} : new Value[] {stack.pop()};
                String name = word.toLowerCase() + graph.nodes().size();
                stack.push(
                        graph.append(name, OpCatalog.get(word), Map.of(), inputs).output(0)); // <1>
            }
        }
        return stack.pop();
    }

    // end::lower[]

    static String run() {
        StringBuilder printed = new StringBuilder();
        // tag::run[]
        Map<String, NDArray> fed = new LinkedHashMap<>();
        fed.put("x", NDArray.vector(1, 2, 3));
        fed.put("w", NDArray.vector(-1, 0, 1));
        Graph graph = new Graph("formula");
        Map<String, Value> variables = new LinkedHashMap<>();
        fed.forEach(
                (name, array) -> variables.put(name, graph.variable(name, array.type()))); // <1>
        Value y = lower("x w Mul x Add Tanh", variables, graph);
        graph.assign("y", y);
        Gradients.append(graph, y, List.of(variables.get("w"))) // <2>
                .forEach((value, gradient) -> graph.assign("d" + value.name(), gradient));
        try (Placement placement = Placement.of(Backends.open("java"));
                State state = new State()) {
            fed.forEach(state::feed);
            Graph compiled = Compiler.compile(graph, placement.target());
            try (Plan plan =
                    Plan.prepare(compiled, placement, state, Plan.Options.DEFAULT)) { // <3>
                plan.run(0);
            }
            printed.append(compiled);
            printed.append("y  = ").append(state.fetch("y")).append('\n');
            printed.append("dw = ").append(state.fetch("dw")).append('\n');
        }
        // end::run[]
        return printed.toString();
    }
}
