package org.duograph.session.train;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Lookup;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;

/**
 * A gradient that is zero but for some rows: of an embedding, those that were looked up. A row that
 * was looked up twice is there twice, and its gradient is the sum.
 *
 * @param values the rows [m, ...]
 * @param indices their numbers [m]
 */
public record IndexedSlices(Tensor values, Tensor indices) {

    /** That of a variable, from the gradients of what was looked up. */
    static IndexedSlices of(List<Lookup> lookups, List<Tensor> gradients) {
        List<Tensor> values = new ArrayList<>();
        List<Tensor> indices = new ArrayList<>();
        for (int i = 0; i < lookups.size(); i++) {
            if (gradients.get(i) != null) {
                int[] row = lookups.get(i).variable().shape().filled(1).toArray();
                row[0] = -1;
                values.add(gradients.get(i).reshape(row));
                indices.add(lookups.get(i).ids().reshape(-1));
            }
        }
        return values.isEmpty() ? null : new IndexedSlices(joined(values), joined(indices));
    }

    private static Tensor joined(List<Tensor> parts) {
        Graph g = parts.get(0).graph();
        return parts.size() == 1
                ? parts.get(0)
                : g.op("ConcatV2").inputs(parts).input(g.constant(0)).tensor();
    }

    /** The gradient with all its zeros, in the shape of the variable. */
    Tensor dense(Variable variable) {
        Graph g = values.graph();
        Tensor rows = g.constant(variable.shape().dim(0));
        return g.op("UnsortedSegmentSum").input(values, indices, rows).tensor();
    }

    /** The rows of a tensor that are named: of the dense gradient, their sums. */
    Tensor rows(Tensor all) {
        return all.graph().op("GatherV2").input(all, indices, all.graph().constant(0)).tensor();
    }
}
