package org.duograph.backend.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.ops.OpCatalog;

/**
 * What the contract runs: every sample of the operators, the wide ones too. An operator that
 * computes another and Relu of it at once runs with that one's samples as well.
 */
public final class Cases {
    private Cases() {}

    /** All cases of these operators, in their order. */
    static List<Case> all(Collection<OpDef> operators) {
        List<Case> all = new ArrayList<>();
        for (OpDef op : operators) {
            add(all, op, op);
            if (!op.withRelu().isEmpty()) {
                add(all, OpCatalog.get(op.withRelu()), op);
            }
        }
        return all;
    }

    /**
     * The types of which {@code supports} takes no node, be it of a sample or of a sample's
     * gradient: a line for them in a table of kernels is dead.
     */
    public static Set<String> neverSupported(Set<String> types, Predicate<Node> supports) {
        Set<String> never = new LinkedHashSet<>(types);
        for (Case c : all(OpCatalog.all())) {
            boolean derived = c.op().gradient() != null;
            for (Node node : derived ? GradientRun.graph(c).nodes() : List.of(c.node())) {
                if (never.contains(node.op().type()) && supports.test(node)) {
                    never.remove(node.op().type());
                }
            }
        }
        return never;
    }

    private static void add(List<Case> all, OpDef op, OpDef samplesOf) {
        Stream.concat(samplesOf.samples().stream(), samplesOf.wideSamples().stream())
                .forEach(sample -> all.add(new Case(op, sample)));
    }
}
