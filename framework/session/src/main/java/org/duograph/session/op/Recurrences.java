package org.duograph.session.op;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.ops.control.For;
import org.duograph.ops.control.Loop;
import org.duograph.tensor.Shape;

/**
 * A loop over the rows of sequences: the core's {@code For}. An operator that only Duograph has; in
 * graphs for TensorFlow its body stands once for each row, or in a {@code While}.
 */
final class Recurrences {
    static final List<Operator> OPERATORS =
            List.of(
                    Operator.of(
                            "Recurrence",
                            "states:Tstates sequences:Tsequences captured:Tcaptured -> ends:Tstates stacks:Tstacks",
                            "Tstates:list(type) Tsequences:list(type) Tcaptured:list(type) Tstacks:list(type) body:func reverse:bool=false",
                            site -> new Recurrences(site).lower()));

    private final LoweringSite site;
    private final SiteBody body;
    private final int states;
    private final int sequences;

    private Recurrences(LoweringSite site) {
        this.site = site;
        this.body = site.body("body");
        this.states = site.attrs().dtypes("Tstates").size();
        this.sequences = site.attrs().dtypes("Tsequences").size();
    }

    private void lower() {
        List<Value> inputs = site.inputs(0, site.inputCount());
        int stacked = site.attrs().dtypes("Tstacks").size();
        if (sequences == 0
                || body.parameters().size() != inputs.size()
                || body.results() != states + stacked) {
            throw new IllegalArgumentException(
                    "The body '%s' of %d parameters and %d results doesn't fit %d states, %d sequences of at least 1, %d inputs in all and %d stacks"
                            .formatted(
                                    body.name(),
                                    body.parameters().size(),
                                    body.results(),
                                    states,
                                    sequences,
                                    inputs.size(),
                                    stacked));
        }
        Set<String> streams = new LinkedHashSet<>(body.streams());
        Control.Parameters parameters = new Control.Parameters(site, body, rows(inputs));
        Graph core = parameters.core();
        core.variable(number(body.parameters()), Loop.NUMBER);
        List<Value> arguments = new ArrayList<>();
        for (int i = 0; i < states; i++) {
            arguments.add(parameters.addState(i));
        }
        Map<String, Value> places = parameters.addStreams(streams);
        for (int i = states; i < inputs.size(); i++) {
            boolean row = i < states + sequences;
            arguments.add(row ? parameters.addState(i) : parameters.add(i));
        }
        List<Value> results = body.append(core, parameters.known(), arguments, places);
        for (int i = 0; i < results.size(); i++) {
            core.assign(
                    i < states ? arguments.get(i).name() : "stack " + (i - states), results.get(i));
            if (i == states - 1) {
                places.forEach(core::assign);
            }
        }
        append(core, inputs, streams, results.size() - states);
    }

    /** What the body is handed: of sequences one row. */
    private List<Value> rows(List<Value> inputs) {
        Graph types = new Graph("rows");
        List<Value> rows = new ArrayList<>(inputs);
        for (int i = states; i < states + sequences; i++) {
            Value sequence = inputs.get(i);
            if (sequence.shape().rank() == 0) {
                throw new IllegalArgumentException(
                        "A sequence must have rows, found " + sequence.type());
            }
            List<Integer> dims = sequence.shape().toList();
            Shape row = Shape.of(dims.subList(1, dims.size()));
            rows.set(i, types.variable("row " + i, sequence.type().withShape(row)));
        }
        return rows;
    }

    /** A name for the iteration's number that no parameter has. */
    private static String number(List<String> taken) {
        String name = "t";
        while (taken.contains(name)) {
            name += "_";
        }
        return name;
    }

    private void append(Graph core, List<Value> inputs, Set<String> streams, int stacks) {
        List<Value> all = new ArrayList<>(inputs.subList(0, states));
        streams.forEach(name -> all.add(site.stream(name)));
        all.addAll(inputs.subList(states, inputs.size()));
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("body", core);
        attrs.put("states", states + streams.size());
        attrs.put("sequences", sequences);
        attrs.put("reverse", site.attrs().flag("reverse") ? 1 : 0);
        List<Value> ends = site.append(For.OP, attrs, all).outputs();
        List<Value> given = new ArrayList<>(ends.subList(0, states));
        int at = states;
        for (String name : streams) {
            site.moveStream(name, ends.get(at++));
        }
        given.addAll(ends.subList(at, at + stacks));
        site.give(given.toArray(Value[]::new));
    }
}
