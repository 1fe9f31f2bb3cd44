package org.duograph.ops.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.graph.Attrs;
import org.duograph.graph.Node;
import org.duograph.graph.SubGraph;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * What stands where in a {@link For}, whose inputs and outputs are lists of lists.
 *
 * <pre>
 * inputs:             [count] [key]  states  sequences  captured
 * body takes:         iteration      states  rows       captured
 * body gives:         [goes on]      states  rows
 * outputs:                           states  stacks     [starts] [iterations] [key]
 * </pre>
 *
 * @param attrs the node's attributes
 * @param inputs the types of its inputs
 */
public record Loop(Attrs attrs, List<ArrayType> inputs) {
    /** The type of counts, keys and iteration numbers. */
    public static final ArrayType NUMBER = new ArrayType(DType.INT64, Shape.SCALAR);

    /** The loop that a node is. */
    public static Loop of(Node node) {
        return new Loop(node.attrs(), node.inputs().stream().map(Value::type).toList());
    }

    /** The graph that is run. */
    public SubGraph body() {
        return new SubGraph(attrs.graph("body"));
    }

    /** Whether the first input says how many iterations there are. */
    public boolean isCounted() {
        return attrs.flag("counted");
    }

    /** Whether an input holds the key of its random numbers. */
    public boolean isKeyed() {
        return attrs.flag("keyed");
    }

    /** Whether the body's first result says if there is another iteration. */
    public boolean mayExit() {
        return attrs.flag("early_exit");
    }

    /** Whether it goes from the last row to the first. */
    public boolean isReverse() {
        return attrs.flag("reverse");
    }

    /** The number of states. */
    public int states() {
        return attrs.int32("states");
    }

    /** The number of sequences. */
    public int sequences() {
        return attrs.int32("sequences");
    }

    /** The input that holds the key; there is one if {@link #isKeyed}. */
    public int keyInput() {
        return isCounted() ? 1 : 0;
    }

    /** The input that is the first state. */
    public int firstState() {
        return (isCounted() ? 1 : 0) + (isKeyed() ? 1 : 0);
    }

    /** The input that is the first sequence. */
    public int firstSequence() {
        return firstState() + states();
    }

    /** The first input that every iteration reads as it is. */
    public int firstCaptured() {
        return firstSequence() + sequences();
    }

    /** Whether the most iterations that there can be are known. */
    public boolean isBounded() {
        return attrs.has("n") || sequences() > 0;
    }

    /** The iterations, or the most that there can be; only if {@link #isBounded}. */
    public int most() {
        return attrs.has("n")
                ? Shape.extent(attrs.i("n"))
                : inputs.get(firstSequence()).shape().dim(0);
    }

    /** The results of the body that come before its states: one with early exit. */
    public int skipped() {
        return mayExit() ? 1 : 0;
    }

    /** The number of the body's results that are stacked. */
    public int stacks() {
        return body().results().size() - skipped() - states();
    }

    /** Whether the states at the beginning of each iteration are outputs too. */
    public boolean keepsStarts() {
        return attrs.flag("keep_starts") && isBounded() && states() > 0;
    }

    /** The states that are outputs as they were at the beginning of each iteration. */
    public List<Integer> starts() {
        return keepsStarts() ? starts(attrs, states()) : List.of();
    }

    /** The numbers of the states that an attribute names: all if it isn't given. */
    static List<Integer> starts(Attrs attrs, int states) {
        return attrs.has("starts")
                ? attrs.ints("starts").stream().map(Long::intValue).toList()
                : IntStream.range(0, states).boxed().toList();
    }

    /** Fails unless the attribute names states, in order. */
    static void requireStarts(TypeRule.Site site, List<Integer> starts, int states) {
        for (int i = 0; i < starts.size(); i++) {
            int before = i == 0 ? -1 : starts.get(i - 1);
            site.require(
                    starts.get(i) > before && starts.get(i) < states,
                    "starts must be numbers of states, from 0 to %d, in order, found %s",
                    states - 1,
                    starts);
        }
    }

    /** The output that is the stack of the first state at the beginning of each iteration. */
    public int firstStart() {
        return states() + stacks();
    }

    /** The output that says how many iterations there were; there is one if {@link #mayExit}. */
    public int iterationsOutput() {
        return firstStart() + starts().size();
    }

    /** Whether the last output is the key of its random numbers. */
    public boolean givesKey() {
        return !isKeyed() && body().isRandom();
    }

    /** The output that holds the key; there is one if {@link #givesKey}. */
    public int keyOutput() {
        return iterationsOutput() + (mayExit() ? 1 : 0);
    }

    /** The types of the outputs; refuses what does not fit together. */
    List<ArrayType> types(TypeRule.Site site) {
        site.require(attrs.has("body"), "a body must be given");
        attrs.atLeast(0, "states");
        attrs.atLeast(0, "sequences");
        long named = (long) firstState() + states() + sequences();
        site.require(
                named <= inputs.size(),
                "%d inputs make no %d states and %d sequences",
                inputs.size(),
                states(),
                sequences());
        requireIterations(site);
        Map<String, ArrayType> arguments = new LinkedHashMap<>();
        arguments.put("the iteration's number", NUMBER);
        for (int i = firstState(); i < inputs.size(); i++) {
            if (i < firstSequence()) {
                arguments.put("state " + (i - firstState()), inputs.get(i));
            } else if (i < firstCaptured()) {
                arguments.put("a row of sequence " + (i - firstSequence()), row(inputs.get(i)));
            } else {
                arguments.put("captured input " + (i - firstCaptured()), inputs.get(i));
            }
        }
        body().requireParameters("body", arguments);
        requireResults(site);
        return outputs(site);
    }

    private void requireIterations(TypeRule.Site site) {
        for (int i = 0; i < firstState(); i++) {
            site.require(
                    inputs.get(i).equals(NUMBER),
                    "%s must be %s, found %s",
                    i == 0 && isCounted() ? "the count" : "the key",
                    NUMBER,
                    inputs.get(i));
        }
        site.require(
                isCounted() || isBounded(),
                "how many iterations? Give n, or a sequence, or a count as an input");
        if (attrs.has("n")) {
            attrs.atLeast(0, "n");
        }
        for (int i = firstSequence(); i < firstCaptured(); i++) {
            Shape sequence = inputs.get(i).shape();
            site.require(
                    sequence.rank() > 0,
                    "sequence %d must have rows, found %s",
                    i - firstSequence(),
                    inputs.get(i));
            site.require(
                    sequence.dim(0) == most(),
                    "sequence %d must have %d rows, found %s",
                    i - firstSequence(),
                    most(),
                    inputs.get(i));
        }
        site.require(
                !(mayExit() && isReverse()),
                "early_exit and reverse don't go together: which rows are left is not known");
    }

    private void requireResults(TypeRule.Site site) {
        List<Value> results = body().results();
        site.require(
                stacks() >= 0,
                "body must give %s%d states, found the results %s",
                mayExit() ? "whether to go on, and " : "",
                states(),
                results);
        if (mayExit()) {
            requireTruth(site, "body's first result", results.get(0));
        }
        for (int k = 0; k < states(); k++) {
            Value result = results.get(skipped() + k);
            site.require(
                    result.type().equals(inputs.get(firstState() + k)),
                    "body gives \"%s\" as state %d, which must stay %s, found %s",
                    result,
                    k,
                    inputs.get(firstState() + k),
                    result.type());
        }
        site.require(
                stacks() == 0 || isBounded(),
                "what is stacked needs a bound: give n, the most iterations");
    }

    /** Fails unless {@code value} says yes or no. */
    static void requireTruth(TypeRule.Site site, String what, Value value) {
        site.require(
                value.type().dtype() == DType.BOOL && value.shape().size() == 1,
                "%s, \"%s\", says whether to go on and must be one bool, found %s",
                what,
                value,
                value.type());
    }

    private List<ArrayType> outputs(TypeRule.Site site) {
        List<ArrayType> states = inputs.subList(firstState(), firstSequence());
        List<ArrayType> types = new ArrayList<>(states);
        for (Value result :
                body().results().subList(skipped() + states(), skipped() + firstStart())) {
            types.add(stack(result.type(), most()));
        }
        requireStarts(site, starts(), states());
        starts().forEach(k -> types.add(stack(states.get(k), most())));
        if (mayExit()) {
            types.add(NUMBER);
        }
        if (givesKey()) {
            types.add(NUMBER);
        }
        site.require(!types.isEmpty(), "body must give at least one result, found none");
        return types;
    }

    /** The type of {@code rows} rows. */
    static ArrayType stack(ArrayType row, int rows) {
        List<Integer> dims = new ArrayList<>(List.of(rows));
        dims.addAll(row.shape().toList());
        return row.withShape(Shape.of(dims));
    }

    /** The type of one row of an array. */
    static ArrayType row(ArrayType stack) {
        List<Integer> dims = stack.shape().toList();
        return stack.withShape(Shape.of(dims.subList(1, dims.size())));
    }
}
