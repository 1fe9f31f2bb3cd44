package org.duograph.session.op;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.tensor.NDArray;

/**
 * Lowers a loop whose variables change their shapes: each iteration stands in the graph by itself,
 * so how many there are must be known.
 */
final class UnrolledLoop {
    private static final int MOST = 1000; // iterations
    private static final int MOST_NODES = 20_000;

    private final LoweringSite site;
    private final SiteBody cond;
    private final SiteBody body;
    private int nodes;

    UnrolledLoop(LoweringSite site, SiteBody cond, SiteBody body) {
        this.site = site;
        this.cond = cond;
        this.body = body;
    }

    /** What the loop variables are behind the loop. */
    List<Value> lower(List<Value> initial) {
        List<Value> variables = initial;
        for (int t = 0; goesOn(variables); t++) {
            if (t == MOST || nodes > MOST_NODES) {
                throw new IllegalArgumentException(
                        "The loop '%s' changes shapes, so each iteration stands in the plan by itself, but it has more than %d iterations or %d operations; let shapes stay, or the loop be shorter"
                                .formatted(body.name(), MOST, MOST_NODES));
            }
            variables = append(body, variables);
        }
        return variables;
    }

    private boolean goesOn(List<Value> variables) {
        NDArray known = site.known(append(cond, variables).get(0));
        if (known == null) {
            throw new NotKnown(
                    "Loop variables of '%s' change their types or shapes from iteration to iteration, so it must be known when the run is planned how many there are; let shapes stay, or the condition follow from constants and shapes"
                            .formatted(body.name()));
        }
        return known.get(0) != 0;
    }

    /** Appends a function, and gives its results. */
    private List<Value> append(SiteBody function, List<Value> arguments) {
        Control.Parameters parameters = new Control.Parameters(site, function, arguments);
        List<Value> inside = new ArrayList<>();
        for (int k = 0; k < arguments.size(); k++) {
            inside.add(parameters.add(k));
        }
        Map<String, Value> places = parameters.addStreams(function.streams());
        Map<String, Value> begins = new LinkedHashMap<>(places);
        List<Value> results =
                function.append(parameters.core(), parameters.known(), inside, places);
        Map<Value, Value> here = new HashMap<>();
        for (int k = 0; k < arguments.size(); k++) {
            here.put(inside.get(k), arguments.get(k));
        }
        begins.forEach((name, place) -> here.put(place, site.stream(name)));
        nodes += parameters.core().nodes().size();
        for (Node node : parameters.core().nodes()) {
            if (node.isConstant()) {
                here.put(node.output(0), site.constant(node.constant()));
            } else if (!node.isVariable()) {
                List<Value> inputs = node.inputs().stream().map(here::get).toList();
                Node copy = site.append(node.op(), node.attrs().given(), inputs);
                copy.outputs().forEach(y -> here.put(node.output(y.index()), y));
            }
        }
        places.forEach((name, place) -> site.moveStream(name, here.get(place)));
        return results.stream().map(here::get).toList();
    }
}
