package org.duograph.keras.layer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.duograph.plan.Placement;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;

/**
 * Where layers that belong together live: a graph with their weights as variables, and the session
 * that holds these. Models that share layers share their home; whoever closes one closes it.
 */
public final class Home implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Set<String> names = new HashSet<>();
    private Session session; // made with the first weights
    private long seed;
    private boolean closed;

    /** The graph. */
    public Graph graph() {
        return graph;
    }

    /**
     * The session.
     *
     * @throws IllegalStateException if it is closed
     */
    public Session session() {
        if (closed) {
            throw new IllegalStateException(
                    "The model is closed, or another with the same layers; use it before you close it, or load it from where you saved it");
        }
        if (session == null) {
            session = new Session(graph, Placement.ofBest(), seed);
        }
        return session;
    }

    /**
     * The seed of initial numbers and dropout.
     *
     * @throws IllegalStateException if there are weights already
     */
    public void seed(long seed) {
        if (session != null) {
            throw new IllegalStateException(
                    "The weights are made already, with the seed %d; set the seed before compile"
                            .formatted(this.seed));
        }
        this.seed = seed;
    }

    /** The seed. */
    public long seed() {
        return seed;
    }

    /** A name that nobody has here: {@code dense_1}, {@code dense_2}. */
    public String unique(String kind) {
        int i = 1;
        while (!names.add(kind + "_" + i)) {
            i++;
        }
        return kind + "_" + i;
    }

    /**
     * Takes a name that somebody chose.
     *
     * @throws IllegalArgumentException if another layer has it
     */
    void take(String name) {
        if (!names.add(name)) {
            throw new IllegalArgumentException(
                    "Two layers are called \"%s\"; all layers of a model must have different names"
                            .formatted(name));
        }
    }

    /** Gives layers their weights, as far as they have none, and these what they begin with. */
    public void makeWeights(List<Layer> layers) {
        List<Operation> initializers = new ArrayList<>();
        for (Layer layer : layers) {
            layer.makeVariables(graph).forEach(v -> initializers.add(v.initializer()));
        }
        if (!initializers.isEmpty()) {
            session().run(initializers.toArray());
        }
    }

    @Override
    public void close() {
        closed = true;
        if (session != null) {
            session.close();
        }
    }
}
