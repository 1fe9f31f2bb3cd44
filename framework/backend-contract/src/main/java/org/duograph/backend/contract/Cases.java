package org.duograph.backend.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.duograph.graph.OpDef;
import org.duograph.ops.OpCatalog;

/**
 * What the contract runs: every sample of the operators, the wide ones too. An operator that
 * computes another and Relu of it at once runs with that one's samples as well.
 */
final class Cases {
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

    private static void add(List<Case> all, OpDef op, OpDef samplesOf) {
        Stream.concat(samplesOf.samples().stream(), samplesOf.wideSamples().stream())
                .forEach(sample -> all.add(new Case(op, sample)));
    }
}
