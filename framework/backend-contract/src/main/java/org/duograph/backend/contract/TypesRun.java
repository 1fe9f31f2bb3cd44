package org.duograph.backend.contract;

import java.util.List;
import org.duograph.backend.Backend;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.NDArray;

/**
 * An operator on inputs of other element types as a plan that prefers a backend: what the backend
 * has no kernel for runs on another one, and both agree with the reference.
 */
final class TypesRun {
    private TypesRun() {}

    /** Fails unless the plan gives what the reference kernel gives. */
    static void compare(Backend backend, Case c) {
        Graph graph = new Graph("types of " + c.op().type());
        Node node = c.appendTo(graph);
        node.outputs().forEach(y -> graph.assign("out" + y.index(), y));
        List<NDArray> inputs = c.draw();
        List<NDArray> expected = c.reference();
        // Not closed: it would close the backend, which belongs to the test.
        Placement placement = Placement.of(backend);
        try (State state = new State()) {
            for (int i = 0; i < inputs.size(); i++) {
                state.feed("in" + i, inputs.get(i));
            }
            Graph compiled = Compiler.compile(graph, placement.target());
            Plan.Options poisoned = new Plan.Options(0, true);
            try (Plan plan = Plan.prepare(compiled, placement, state, poisoned)) {
                plan.run(0);
                for (int o = 0; o < expected.size(); o++) {
                    if (!NodeRun.isSaved(node, o)) {
                        NDArray actual = state.fetch("out" + o);
                        Closeness.check(c + ": output " + o, actual, expected.get(o));
                    }
                }
            }
        }
    }
}
