package org.duograph.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Graph;

/**
 * The steps that run a graph, in order, and what they read and leave behind. {@link StepWriter}
 * writes them; from then on they do not change.
 *
 * @param name the graph's name
 * @param all the steps
 * @param reads the variables that are read, as they stand in their places
 * @param constants the constants
 * @param assigned the variables that are assigned, and what then stands in their places
 * @param variables for each that stands in the place of a variable, read or assigned, its name
 * @param lastReads for each that is read the last step that does
 */
record Steps(
        String name,
        List<Step> all,
        List<Stand> reads,
        List<Stand> constants,
        Map<String, Stand> assigned,
        Map<Stand, String> variables,
        Map<Stand, Integer> lastReads)
        implements AutoCloseable {

    /**
     * The steps of a compiled graph.
     *
     * @param state the variables: where they stand now
     * @throws IllegalArgumentException if a node can't be prepared; the message names it
     */
    static Steps of(Graph graph, Placement placement, State state, Plan.Options options) {
        return new StepWriter(graph, placement, state, options).write();
    }

    /** Names what stands in the places of variables. */
    static Map<Stand, String> variables(List<Stand> reads, Map<String, Stand> assigned) {
        Map<Stand, String> names = new LinkedHashMap<>();
        reads.forEach(stand -> names.put(stand, stand.value().node().name()));
        assigned.forEach((name, stand) -> names.put(stand, name));
        return names;
    }

    /** The steps of graphs inside nodes, in order. */
    List<InnerSteps> inner() {
        List<InnerSteps> inner = new ArrayList<>();
        for (Step step : all) {
            if (step.blueprint() instanceof SubPlan sub) {
                inner.addAll(sub.inner());
            }
        }
        return inner;
    }

    /** The variable in whose place it stands, or null. */
    String variable(Stand stand) {
        return variables.get(stand);
    }

    /** Whether it stands in a slot: not in the place of a variable, nor in a constant's memory. */
    boolean inSlot(Stand stand) {
        return !stand.isConstant() && !variables.containsKey(stand);
    }

    /** The last step that reads it; the one that computes it where none does. */
    int lastRead(Stand stand) {
        return lastReads.getOrDefault(stand, stand.definedAt());
    }

    /** Those that run host operators. */
    List<HostStep> hosts() {
        List<HostStep> hosts = new ArrayList<>();
        for (Step step : all) {
            if (step.blueprint() instanceof HostStep host) {
                hosts.add(host);
            }
        }
        return hosts;
    }

    /** Frees the blueprints. */
    @Override
    public void close() {
        all.forEach(step -> step.blueprint().close());
    }
}
