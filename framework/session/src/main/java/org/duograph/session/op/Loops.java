package org.duograph.session.op;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.duograph.graph.Value;
import org.duograph.ops.control.While;
import org.duograph.tensor.DType;

/**
 * Lowers a while loop. What the body hands on as it is, every iteration reads: it is captured; the
 * other loop variables, and the places in streams of random numbers, are states.
 */
final class Loops {
    private final LoweringSite site;
    private final SiteBody cond;
    private final SiteBody body;
    private final List<Value> inputs;
    private final List<Integer> states = new ArrayList<>(); // numbers of loop variables
    private final List<Integer> captured = new ArrayList<>();
    private final Set<String> streams;

    private Loops(LoweringSite site) {
        this.site = site;
        this.cond = site.body("cond");
        this.body = site.body("body");
        this.inputs = new ArrayList<>(site.inputs(0, site.inputCount()));
        this.streams = new LinkedHashSet<>(body.streams());
        for (int k = 0; k < inputs.size(); k++) {
            (body.handedOn(k) == k ? captured : states).add(k);
        }
    }

    static void lower(LoweringSite site) {
        new Loops(site).lower();
    }

    private void lower() {
        if (!cond.streams().isEmpty()) {
            throw new IllegalArgumentException(
                    "The condition '%s' draws random numbers; draw them in the body, and hand them on as a loop variable"
                            .formatted(cond.name()));
        }
        if (states.isEmpty()) {
            throw new IllegalArgumentException(
                    "The body '%s' hands on all loop variables as they are, so the loop would never end"
                            .formatted(body.name()));
        }
        Side once = new Side(body);
        while (makesRoom(once)) {
            once = new Side(body);
        }
        if (changesShapes(once)) {
            site.give(new UnrolledLoop(site, cond, body).lower(inputs).toArray(Value[]::new));
            return;
        }
        Side ask = new Side(cond);
        Value goesOn = ask.results.get(0);
        requireTruth(goesOn);
        ask.parameters.core().assign("goes on", goesOn);
        for (int k : states) {
            once.parameters.core().assign(once.arguments.get(k).name(), once.results.get(k));
        }
        once.places.forEach(once.parameters.core()::assign);
        append(ask, once, goesOn);
    }

    /** Lets arrays that the body is the first to write begin with zeros of its elements. */
    private boolean makesRoom(Side once) {
        boolean made = false;
        for (int k : states) {
            Value room = TensorArrays.room(site, inputs.get(k), once.results.get(k).type());
            made |= room != inputs.get(k);
            inputs.set(k, room);
        }
        return made;
    }

    private void requireTruth(Value goesOn) {
        if (goesOn.type().dtype() != DType.BOOL || goesOn.shape().size() != 1) {
            throw new IllegalArgumentException(
                    "The condition '%s' must give a bool scalar, found %s"
                            .formatted(cond.name(), goesOn.type()));
        }
    }

    private boolean changesShapes(Side once) {
        return states.stream()
                .anyMatch(k -> !once.results.get(k).type().equals(inputs.get(k).type()));
    }

    private void append(Side ask, Side once, Value goesOn) {
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("cond", ask.parameters.core());
        attrs.put("body", once.parameters.core());
        OptionalLong most = new LoopBound(this::begin, ask, once).of(goesOn);
        most.ifPresent(n -> attrs.put("most", n));
        List<Value> all = new ArrayList<>();
        states.forEach(k -> all.add(inputs.get(k)));
        streams.forEach(name -> all.add(site.stream(name)));
        captured.forEach(k -> all.add(inputs.get(k)));
        List<Value> ends = site.append(While.OP, attrs, all).outputs();
        Value[] outputs = inputs.toArray(Value[]::new);
        IntStream.range(0, states.size()).forEach(i -> outputs[states.get(i)] = ends.get(i));
        int at = states.size();
        for (String name : streams) {
            site.moveStream(name, ends.get(at++));
        }
        site.give(outputs);
    }

    /** What loop variable {@code k} is at the beginning. */
    private Value begin(int k) {
        return inputs.get(k);
    }

    /** The condition or the body as a graph of the core. */
    final class Side {
        final Control.Parameters parameters;
        final List<Value> arguments = new ArrayList<>(); // by loop variable
        final List<Value> results;
        final Map<String, Value> places;

        Side(SiteBody function) {
            parameters = new Control.Parameters(site, function, inputs);
            Value[] made = new Value[inputs.size()];
            states.forEach(k -> made[k] = parameters.addState(k));
            places = parameters.addStreams(streams);
            captured.forEach(k -> made[k] = parameters.add(k));
            arguments.addAll(List.of(made));
            results = function.append(parameters.core(), parameters.known(), arguments, places);
        }
    }
}
