package org.duograph.backend;

import java.util.List;
import org.duograph.graph.Node;

/** Several ways to run an operator type: the first that supports a node runs it. */
public record FirstThatSupports(List<KernelFactory> factories) implements KernelFactory {
    /** One factory for all of these but those that are null; null where none is left. */
    public static KernelFactory of(List<KernelFactory> candidates) {
        List<KernelFactory> all = candidates.stream().filter(f -> f != null).toList();
        return all.isEmpty() ? null : all.size() == 1 ? all.get(0) : new FirstThatSupports(all);
    }

    private KernelFactory find(Node node) {
        for (KernelFactory factory : factories) {
            if (factory.supports(node)) {
                return factory;
            }
        }
        return null;
    }

    @Override
    public boolean supports(Node node) {
        return find(node) != null;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if none of them supports the node
     */
    @Override
    public Blueprint prepare(KernelRequest request) {
        KernelFactory first = find(request.node());
        if (first == null) {
            throw new IllegalArgumentException(
                    "%s was to be prepared, but none of %s supports it; ask supports before"
                            .formatted(request.node(), factories));
        }
        return first.prepare(request);
    }
}
