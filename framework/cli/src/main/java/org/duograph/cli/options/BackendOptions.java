package org.duograph.cli.options;

import java.util.Iterator;
import java.util.Optional;
import org.duograph.backend.BackendProvider;
import org.duograph.backend.Backends;
import org.duograph.plan.Placement;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import picocli.CommandLine.Option;

/** The options of commands that run something: on which backend, with which seed. */
public class BackendOptions {
    @Option(
            names = "--backend",
            paramLabel = "NAME[:N]",
            defaultValue = "",
            completionCandidates = Names.class,
            description = {
                "Where to run: ${COMPLETION-CANDIDATES}; cpu or gpu; or fastest, which",
                "finds out for each net by timing. The best available if absent.",
                "NAME:1 is its second device, NAME,memory=4GiB sets an option; duograph doctor"
                        + " lists devices and options."
            })
    private String backend;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "The seed of random operators that have none of their own (default: 0).")
    private long seed;

    /** The seed. */
    public long seed() {
        return seed;
    }

    /** The backend as the user wrote it, if so. */
    public Optional<String> backendGiven() {
        return Optional.of(backend).filter(text -> !text.isEmpty());
    }

    /** The backend, its device and options, as text; empty for the best one. */
    public String backend() {
        return backend;
    }

    /**
     * Where to run.
     *
     * @throws IllegalArgumentException if the backend is not available; the message says why
     */
    public Placement placement() {
        return Placement.of(backend);
    }

    /**
     * A new session for a graph.
     *
     * @throws IllegalArgumentException if the backend is not available; the message says why
     */
    public Session session(Graph graph) {
        return new Session(graph, Placement.of(backend), seed);
    }

    /** The names of the backends on the class path. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Backends.providers().stream().map(BackendProvider::name).iterator();
        }
    }
}
