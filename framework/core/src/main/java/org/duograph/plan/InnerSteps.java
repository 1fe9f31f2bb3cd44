package org.duograph.plan;

import org.duograph.graph.Graph;
import org.duograph.graph.Surroundings;
import org.duograph.plan.SubPlan.Form;

/**
 * The steps of a graph inside a node: written down when the node is prepared, so that it is known
 * in which form they want what is handed in, and bound when the node is.
 */
final class InnerSteps implements AutoCloseable {
    private final Steps steps;
    private final Slots slots;
    private boolean handedOn;

    /** Seed 0: the number of the run, which the outer node draws, says all. */
    InnerSteps(Graph graph, Placement placement, Surroundings around) {
        Plan.Options options = new Plan.Options(0, false, around);
        this.steps = Steps.of(graph, placement, new State(), options);
        this.slots = Slots.of(steps);
    }

    /** The form in which a variable is read, or null if it isn't. */
    Form read(String variable) {
        for (Stand stand : steps.reads()) {
            if (stand.value().node().name().equals(variable)) {
                return new Form(stand.backend(), stand.layout());
            }
        }
        return null;
    }

    /** The form in which a variable is assigned, or null if it isn't. */
    Form assigned(String variable) {
        Stand stand = steps.assigned().get(variable);
        return stand == null ? null : new Form(stand.backend(), stand.layout());
    }

    /** The form of a variable that is read or assigned, or both; null if it is neither. */
    Form form(String variable) {
        Form form = read(variable);
        return form != null ? form : assigned(variable);
    }

    /** The plan; it closes the steps. Every variable must have its place in the state. */
    Plan bind(State state) {
        handedOn = true;
        try (Constants own = new Constants()) {
            return Plan.bind(steps, slots, state, false, own);
        }
    }

    /** For example {@code running sum, 3 steps}. */
    String describe() {
        int count = steps.all().size();
        return steps.name() + ", " + count + (count == 1 ? " step" : " steps");
    }

    /** The steps themselves. */
    Steps steps() {
        return steps;
    }

    /** Where their values stand. */
    Slots slots() {
        return slots;
    }

    /** Writes the steps as text. */
    PlanPrinter printer() {
        return new PlanPrinter(steps, slots);
    }

    /** Closes the steps, unless a plan has taken them over. */
    @Override
    public void close() {
        if (!handedOn) {
            handedOn = true;
            steps.close();
        }
    }
}
