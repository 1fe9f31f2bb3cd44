package org.duograph.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.SubGraph;
import org.duograph.graph.Value;
import org.duograph.ops.control.Loop;
import org.duograph.ops.control.PutRow;
import org.duograph.ops.control.TakeRow;
import org.duograph.ops.control.While;

/**
 * A loop as a graph of one iteration, whose variables carry all that is carried.
 *
 * <p>A state is a variable that the graph reads and assigns. A sequence is a variable of which it
 * takes a row, a stack one in which it puts a row. So a For and a While, with all that they can do,
 * are the same to the plan: a graph to be run again and again.
 */
final class LoweredLoop {
    /** What one iteration does. */
    final Graph graph;

    /** Whether there is a first iteration: of a While; null for a For. */
    final Graph check;

    /** The variables that are states, in order. */
    final List<String> states = new ArrayList<>();

    /** Variables that iterations only read, and the inputs of the node that they are. */
    final Map<String, Integer> reads = new LinkedHashMap<>();

    /** Variables in which rows are put, and the outputs of the node that they are. */
    final Map<String, Integer> stacks = new LinkedHashMap<>();

    /** The variable that is the iteration's number. */
    final String iteration;

    /** The variable that says whether there is another iteration, or null. */
    final String goesOn;

    private final Set<String> names = new LinkedHashSet<>();

    private LoweredLoop(SubGraph body, Graph check, boolean mayExit) {
        this.graph = new Graph(body.graph().name());
        this.check = check;
        body.graph().nodes().forEach(n -> names.add(n.name()));
        this.iteration = freeName("iteration");
        this.goesOn = mayExit ? freeName("goes on") : null;
    }

    /** Nodes of the body keep their names, for random numbers depend on them. */
    private String freeName(String wished) {
        String name = wished;
        for (int i = 1; !names.add(name); i++) {
            name = wished + "_" + i;
        }
        return name;
    }

    /**
     * Lowers a For.
     *
     * @param isUsed whether anybody reads an output of the node
     */
    static LoweredLoop ofFor(Node node, IntPredicate isUsed) {
        Loop loop = Loop.of(node);
        SubGraph body = loop.body();
        LoweredLoop lowered = new LoweredLoop(body, null, loop.mayExit());
        List<Value> parameters = body.parameters();
        List<Value> given = new ArrayList<>();
        Value t = lowered.graph.variable(lowered.iteration, Loop.NUMBER);
        given.add(t);
        for (int i = loop.firstState(); i < node.inputs().size(); i++) {
            Value input = node.input(i);
            String name = lowered.freeName(parameters.get(given.size()).name() + " of " + i);
            Value variable = lowered.graph.variable(name, input.type());
            boolean isState = i < loop.firstSequence();
            boolean isSequence = !isState && i < loop.firstCaptured();
            if (isState) {
                lowered.states.add(name);
            } else {
                lowered.reads.put(name, i);
            }
            given.add(isSequence ? lowered.append(TakeRow.OP, variable, t) : variable);
        }
        List<Value> results = body.appendTo(lowered.graph, given);
        List<Value> before = given.subList(1, 1 + loop.states());
        List<Value> after = results.subList(loop.skipped(), loop.skipped() + loop.states());
        List<Value> rows =
                new ArrayList<>(results.subList(loop.skipped() + loop.states(), results.size()));
        loop.starts().forEach(k -> rows.add(before.get(k)));
        lowered.assign(t, after, rows, node, isUsed, loop.states());
        if (loop.mayExit()) {
            lowered.graph.assign(lowered.goesOn, results.get(0));
        }
        return lowered;
    }

    /** Lowers a While: each iteration asks at its end whether there is another. */
    static LoweredLoop ofWhile(Node node, IntPredicate isUsed) {
        While.View view = While.View.of(node);
        SubGraph body = view.body();
        LoweredLoop lowered = new LoweredLoop(body, withResult(view.cond()), true);
        Value t = lowered.graph.variable(lowered.iteration, Loop.NUMBER);
        List<Value> given = new ArrayList<>();
        for (int i = view.firstState(); i < node.inputs().size(); i++) {
            String name = lowered.freeName(body.parameters().get(given.size()).name() + " of " + i);
            given.add(lowered.graph.variable(name, node.input(i).type()));
            if (i < view.firstCaptured()) {
                lowered.states.add(name);
            } else {
                lowered.reads.put(name, i);
            }
        }
        List<Value> after = body.appendTo(lowered.graph, given);
        List<Value> rows = view.starts().stream().map(given::get).toList();
        lowered.assign(t, after, rows, node, isUsed, view.firstStart());
        List<Value> next = new ArrayList<>(after);
        next.addAll(given.subList(view.states(), given.size()));
        Value more = view.cond().appendTo(lowered.graph, next).get(0);
        lowered.graph.assign(lowered.goesOn, more);
        return lowered;
    }

    /**
     * The same graph with results of names that no variable has, so that what it computes does not
     * go where it reads.
     */
    static Graph withResult(SubGraph from) {
        Graph graph = new Graph(from.graph().name());
        List<Value> parameters = new ArrayList<>();
        for (Value p : from.parameters()) {
            parameters.add(graph.variable(p.name(), p.type()));
        }
        List<Value> results = from.appendTo(graph, parameters);
        for (Value result : results) {
            String name = "result";
            while (graph.variables().containsKey(name) || graph.assigns().containsKey(name)) {
                name += "'";
            }
            graph.assign(name, result);
        }
        return graph;
    }

    private Value append(OpDef op, Value... inputs) {
        return graph.append(freeName("row"), op, Map.of(), inputs).output(0);
    }

    /** Assigns the states, and puts rows in those stacks that somebody reads. */
    private void assign(
            Value t,
            List<Value> after,
            List<Value> rows,
            Node node,
            IntPredicate isUsed,
            int first) {
        for (int k = 0; k < after.size(); k++) {
            Value state = graph.variables().get(states.get(k));
            if (!state.equals(after.get(k))) {
                graph.assign(states.get(k), after.get(k));
            }
        }
        for (int r = 0; r < rows.size(); r++) {
            Value output = node.output(first + r);
            boolean empty = output.shape().dim(0) == 0; // into which no row is ever put
            if (isUsed.test(first + r) && !empty) {
                String name = freeName("stack of " + (first + r));
                Value stack = graph.variable(name, output.type());
                stacks.put(name, first + r);
                graph.assign(name, append(PutRow.OP, stack, t, rows.get(r)));
            }
        }
    }
}
