package org.duograph.ops.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.SubGraph;
import org.duograph.graph.Value;
import org.duograph.ops.fill.ConstantFill;
import org.duograph.tensor.ArrayType;

/**
 * The gradient of a loop: a {@link For} that goes through the iterations the other way.
 *
 * <pre>
 * forward, iteration t:    S', Y[t] = body(t, S, X[t], C)
 * backward, iteration t:   dS, dX[t], dC += derivative of body at (t, S, X[t], C), given dS', dY[t]
 * </pre>
 *
 * <p>Its states are the gradients of the states and, summed up, those of what is captured. The
 * states S with which iteration t began come from a stack that the loop forward has kept; what the
 * body computes from them is computed again. A loop without a bound can't keep them: there they are
 * computed again too, from the beginning for each iteration, which takes time that grows with the
 * square of the iterations. Give such a loop a bound if it runs often.
 *
 * <p>Random numbers are drawn again as they were: they depend on the key of the loop forward, the
 * iteration's number, and the names of the body's nodes.
 */
final class LoopGradient {
    private final GradientRule.Site g;
    private final Forward loop;
    private final List<Value> outerStates = new ArrayList<>();
    private final Map<Value, Value> outerRows = new LinkedHashMap<>(); // by what it is in the body
    private final List<Value> outerCaptured = new ArrayList<>();
    private final Graph body;

    /**
     * The loop whose gradient is asked for.
     *
     * @param body takes the iteration's number, states, rows and captured; gives states and rows
     * @param skipped how many results it gives before the states
     * @param firstState the input of the node that is the first state; then come sequences,
     *     captured
     * @param states how many states
     * @param sequences how many sequences
     * @param starts the states at the beginning of each iteration, stacked; null if not all are
     *     kept
     * @param kept the numbers of the states of which these are outputs
     * @param firstStart the output that is the first of them
     * @param count how many iterations there were, or null for all that there can be
     * @param key the key of its random numbers, or null if it draws none
     * @param most how many iterations there can be, or null if that isn't known
     * @param reverse whether it goes from the last iteration's number to the first
     */
    record Forward(
            SubGraph body,
            int skipped,
            int firstState,
            int states,
            int sequences,
            List<Value> starts,
            List<Integer> kept,
            int firstStart,
            Value count,
            Value key,
            Long most,
            boolean reverse) {
        int firstSequence() {
            return firstState + states;
        }

        int firstCaptured() {
            return firstSequence() + sequences;
        }

        /** The value of the body that is parameter number {@code i} after the iteration's. */
        Value parameter(int i) {
            return body.parameters().get(1 + i);
        }
    }

    private LoopGradient(GradientRule.Site g, Forward loop) {
        this.g = g;
        this.loop = loop;
        this.body = new Graph("gradient of " + loop.body.graph().name());
    }

    /** Appends the gradient of a For. */
    static void of(GradientRule.Site g, Loop f) {
        List<Value> starts = new ArrayList<>();
        for (int i = 0; i < f.starts().size(); i++) {
            starts.add(g.output(f.firstStart() + i));
        }
        boolean kept = starts.size() == f.states();
        if (!kept && (f.sequences() > 0 || f.isReverse())) {
            throw new IllegalArgumentException(
                    "the gradient of a For with sequences, or in reverse, needs the states that"
                            + " keep_starts=1 keeps, and a bound for their number");
        }
        Value count =
                f.mayExit() ? g.output(f.iterationsOutput()) : f.isCounted() ? g.input(0) : null;
        Value key =
                f.isKeyed() ? g.input(f.keyInput()) : f.givesKey() ? g.output(f.keyOutput()) : null;
        append(
                g,
                new Forward(
                        f.body().withoutEffects(),
                        f.skipped(),
                        f.firstState(),
                        f.states(),
                        f.sequences(),
                        kept ? starts : null,
                        f.starts(),
                        f.firstStart(),
                        count,
                        key,
                        f.isBounded() ? Long.valueOf(f.most()) : null,
                        f.isReverse()));
    }

    /** Appends the gradient of a loop, and names the gradients of its inputs. */
    static void append(GradientRule.Site g, Forward loop) {
        new LoopGradient(g, loop).append();
    }

    private void append() {
        Value t = variable("t", Loop.NUMBER);
        Map<Integer, Value> dStates = new LinkedHashMap<>(); // by number of the state
        for (int k = 0; k < loop.states; k++) {
            if (isReal(loop.firstState + k)) {
                dStates.put(
                        k,
                        state("d_" + loop.parameter(k), g.outputGradient(k), loop.firstState + k));
            }
        }
        Map<Integer, Value> sums = new LinkedHashMap<>(); // by input of the node
        for (int i = loop.firstCaptured(); i < g.inputCount(); i++) {
            if (isReal(i) && g.wants(i)) {
                sums.put(i, state("d_" + loop.parameter(i - loop.firstState), null, i));
            }
        }
        List<Value> given = new ArrayList<>(); // what the body is given after t
        Map<Integer, Value> dStarts = new LinkedHashMap<>();
        if (loop.starts != null) {
            for (int k = 0; k < loop.states; k++) {
                given.add(row(loop.parameter(k).name(), loop.starts.get(k)));
            }
        }
        for (int i = 0; i < loop.kept.size(); i++) {
            int k = loop.kept.get(i);
            Value dStart = g.outputGradient(loop.firstStart + i);
            if (dStart != null) {
                dStarts.put(k, row("d_start_" + loop.parameter(k), dStart));
            }
        }
        List<Value> rows = new ArrayList<>();
        for (int i = loop.firstSequence(); i < loop.firstCaptured(); i++) {
            rows.add(row(loop.parameter(i - loop.firstState).name(), g.input(i)));
        }
        Map<Integer, Value> dRows = new LinkedHashMap<>(); // by result of the body
        List<Value> results = loop.body.results();
        for (int r = loop.skipped + loop.states; r < results.size(); r++) {
            Value dY = g.outputGradient(r - loop.skipped);
            if (dY != null) {
                dRows.put(r, row("d_" + results.get(r), dY));
            }
        }
        List<Value> again = loop.starts == null ? initialStates() : List.of();
        Value key = loop.starts == null && loop.key != null ? captured("key", loop.key) : null;
        List<Value> captured = new ArrayList<>();
        for (int i = loop.firstCaptured(); i < g.inputCount(); i++) {
            captured.add(captured(loop.parameter(i - loop.firstState).name(), g.input(i)));
        }
        if (loop.starts == null) {
            given.addAll(statesAt(t, again, key, captured));
        }
        given.addAll(rows);
        given.addAll(captured);
        differentiate(t, given, dStates, dStarts, dRows, sums);
    }

    private boolean isReal(int input) {
        return g.input(input).type().dtype().isFloating();
    }

    private Value variable(String wished, ArrayType type) {
        return body.variable(Bodies.freeName(wished, List.of(body, loop.body.graph())), type);
    }

    /** A state that begins as {@code begin}, or as zeros of the type of an input of the node. */
    private Value state(String name, Value begin, int input) {
        ArrayType type = g.input(input).type();
        outerStates.add(begin != null ? begin : g.append(ConstantFill.OP, Bodies.zeros(type)));
        return variable(name, type);
    }

    private Value row(String name, Value outer) {
        Value row = variable(name, Loop.row(outer.type()));
        outerRows.put(row, outer);
        return row;
    }

    private Value captured(String name, Value outer) {
        outerCaptured.add(outer);
        return variable(name, outer.type());
    }

    private List<Value> initialStates() {
        List<Value> states = new ArrayList<>();
        for (int k = 0; k < loop.states; k++) {
            states.add(captured(loop.parameter(k).name(), g.input(loop.firstState + k)));
        }
        return states;
    }

    /** Inside the body: a loop that computes again the states with which iteration t began. */
    private List<Value> statesAt(Value t, List<Value> begin, Value key, List<Value> captured) {
        Graph forward = new Graph(loop.body.graph().name() + " again");
        List<Value> parameters = new ArrayList<>();
        for (Value p : loop.body.parameters()) {
            parameters.add(forward.variable(p.name(), p.type()));
        }
        List<Value> results = loop.body.appendTo(forward, parameters);
        for (int k = 0; k < loop.states; k++) {
            forward.assign(loop.parameter(k).name(), results.get(loop.skipped + k));
        }
        List<Value> inputs = new ArrayList<>(List.of(t));
        if (key != null) {
            inputs.add(key);
        }
        inputs.addAll(begin);
        inputs.addAll(captured);
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("body", forward);
        attrs.put("states", loop.states);
        attrs.put("counted", 1);
        attrs.put("keyed", key != null);
        attrs.put("keep_starts", 0);
        String name = Bodies.freeName("again", List.of(body, loop.body.graph()));
        Node node = body.append(name, For.OP, attrs, inputs.toArray(Value[]::new));
        List<Value> states = new ArrayList<>();
        for (Value state : node.outputs().subList(0, loop.states)) {
            // They are given: what comes before them is the business of earlier iterations.
            states.add(Bodies.append(body, "StopGradient", state));
        }
        return states;
    }

    /** Writes the rest of the body, appends the loop and names the gradients. */
    private void differentiate(
            Value t,
            List<Value> given,
            Map<Integer, Value> dStates,
            Map<Integer, Value> dStarts,
            Map<Integer, Value> dRows,
            Map<Integer, Value> sums) {
        List<Value> arguments = new ArrayList<>(List.of(t));
        arguments.addAll(given);
        List<Value> results = loop.body.appendTo(body, arguments);
        Map<Value, Value> seeds = new LinkedHashMap<>();
        dStates.forEach((k, dS) -> seed(seeds, results.get(loop.skipped + k), dS));
        dRows.forEach((r, dY) -> seed(seeds, results.get(r), dY));
        List<Value> xs = new ArrayList<>();
        dStates.keySet().forEach(k -> xs.add(given.get(k)));
        List<Integer> wantedRows = new ArrayList<>();
        for (int i = loop.firstSequence(); i < loop.firstCaptured(); i++) {
            if (isReal(i) && g.wants(i)) {
                wantedRows.add(i);
                xs.add(given.get(i - loop.firstState));
            }
        }
        sums.keySet().forEach(i -> xs.add(given.get(i - loop.firstState)));
        Map<Value, Value> gradients = g.differentiate(body, seeds, xs);
        dStates.forEach(
                (k, dS) -> {
                    Value dStart = gradients.get(given.get(k));
                    Value more = dStarts.get(k);
                    Value sum = dStart == null || more == null ? null : add(dStart, more);
                    Value all = sum != null ? sum : dStart != null ? dStart : more;
                    body.assign(dS.name(), Bodies.orZeros(body, all, dS.type()));
                });
        sums.forEach(
                (i, sum) -> {
                    Value more = gradients.get(given.get(i - loop.firstState));
                    body.assign(sum.name(), more == null ? sum : addTo(sum, more));
                });
        for (int i : wantedRows) {
            Value x = given.get(i - loop.firstState);
            body.assign("d_" + x, Bodies.orZeros(body, gradients.get(x), x.type()));
        }
        List<Value> outputs = appendLoop();
        int at = 0;
        for (int k : dStates.keySet()) {
            g.inputGradient(loop.firstState + k, outputs.get(at++));
        }
        for (int i : sums.keySet()) {
            g.inputGradient(i, outputs.get(at++));
        }
        for (int i : wantedRows) {
            g.inputGradient(i, outputs.get(at++));
        }
    }

    /** A sum and more; where that is a row among zeros, only the row is added. */
    private Value addTo(Value sum, Value more) {
        Node put = more.node();
        if (put.op() != PutRow.OP || !isZeros(put.input(0).node())) {
            return add(sum, more);
        }
        Value t = put.input(1);
        Value row = add(Bodies.append(body, "TakeRow", sum, t), put.input(2));
        return Bodies.append(body, "PutRow", sum, t, row);
    }

    private static boolean isZeros(Node node) {
        return node.op() == ConstantFill.OP && !node.attrs().given().containsKey("value");
    }

    private Value add(Value a, Value b) {
        return Bodies.append(body, "Add", a, b);
    }

    private void seed(Map<Value, Value> seeds, Value y, Value dY) {
        Value before = seeds.get(y);
        seeds.put(y, before == null ? dY : add(before, dY));
    }

    /**
     * The body without the rows that nothing in it reads, so that the loop forward need not keep
     * them: an array into which iterations put rows, for example.
     */
    private Graph withoutUnreadRows() {
        Set<Value> read = read();
        Graph less = new Graph(body.name());
        Map<Value, Value> there = new LinkedHashMap<>();
        for (Node node : body.nodes()) {
            boolean isRow = node.isVariable() && outerRows.containsKey(node.output(0));
            if (isRow && !read.contains(node.output(0))) {
                outerRows.remove(node.output(0));
            } else if (node.isVariable()) {
                ArrayType type = node.output(0).type();
                there.put(node.output(0), less.variable(node.name(), type));
            } else if (node.outputs().stream().anyMatch(read::contains)) {
                List<Value> inputs = node.inputs().stream().map(there::get).toList();
                Node copy = less.appendCopy(node, inputs);
                copy.outputs().forEach(y -> there.put(node.output(y.index()), y));
            }
        }
        body.assigns().forEach((name, value) -> less.assign(name, there.get(value)));
        return less;
    }

    /** The values on which the body's results depend, and others of the same nodes. */
    private Set<Value> read() {
        Set<Value> read = new LinkedHashSet<>(body.assigns().values());
        for (int i = body.nodes().size() - 1; i >= 0; i--) {
            Node node = body.nodes().get(i);
            if (node.outputs().stream().anyMatch(read::contains)) {
                read.addAll(node.inputs());
            }
        }
        return read;
    }

    private List<Value> appendLoop() {
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("body", withoutUnreadRows());
        attrs.put("states", outerStates.size());
        attrs.put("sequences", outerRows.size());
        if (loop.most != null) {
            attrs.put("n", loop.most);
        }
        attrs.put("reverse", !loop.reverse);
        attrs.put("counted", loop.count != null);
        attrs.put("keyed", loop.key != null);
        List<Value> inputs = new ArrayList<>();
        if (loop.count != null) {
            inputs.add(loop.count);
        }
        if (loop.key != null) {
            inputs.add(loop.key);
        }
        inputs.addAll(outerStates);
        inputs.addAll(outerRows.values());
        inputs.addAll(outerCaptured);
        return g.appendNode(For.OP, attrs, inputs.toArray(Value[]::new)).outputs();
    }
}
