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

    @Override
    public Blueprint prepare(KernelRequest request) {
        return find(request.node()).prepare(request);
    }
}
