package org.duograph.keras.layer;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;

/** What layers are told when they append their operations, and what they tell back. */
public final class Calling {
    private final Graph graph;
    private final boolean training;
    private final List<Operation> updates = new ArrayList<>();
    private final Map<Tensor, Activated> activated = new IdentityHashMap<>();

    /**
     * How a tensor was made by an activation.
     *
     * @param activation its text
     * @param scores what it was applied to
     */
    public record Activated(String activation, Tensor scores) {}

    /** Layers append to {@code graph} the net that is trained, or the one that is used. */
    public Calling(Graph graph, boolean training) {
        this.graph = graph;
        this.training = training;
    }

    /** Where operations are appended. */
    public Graph graph() {
        return graph;
    }

    /** Whether this is the net that is trained. */
    public boolean training() {
        return training;
    }

    /** An activation of scores; a loss that wants the scores themselves finds them. */
    public Tensor activate(Tensor scores, String activation) {
        Tensor made = Activations.apply(scores, activation);
        activated.put(made, new Activated(activation, scores));
        return made;
    }

    /** How a tensor was made; null if not by an activation. */
    public Activated activated(Tensor tensor) {
        return activated.get(tensor);
    }

    /** Something that a training step does besides: moving averages. */
    public void update(Tensor written) {
        updates.add(written.operation());
    }

    /** All that a training step does besides. */
    public List<Operation> updates() {
        return List.copyOf(updates);
    }
}
