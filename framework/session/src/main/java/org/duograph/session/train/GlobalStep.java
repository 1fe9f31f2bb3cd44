package org.duograph.session.train;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Scope;
import org.duograph.session.Variable;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/** The variable of a graph that counts training steps: {@code global_step}, int64, a scalar. */
public final class GlobalStep {
    /** The collection in which it stands, alone. */
    public static final String COLLECTION = "global_step";

    private GlobalStep() {}

    /** The graph's global step; made, beginning with zero, if there is none yet. */
    @SuppressWarnings("try") // the scope is only to be closed
    public static Variable of(Graph graph) {
        List<Variable> made = graph.collection(COLLECTION, Variable.class);
        if (!made.isEmpty()) {
            return made.get(0);
        }
        try (Scope root = graph.nameScope("")) {
            return graph.variable(
                    COLLECTION,
                    new ArrayType(DType.INT64, Shape.SCALAR),
                    Initializers.zeros(),
                    List.of(Graph.VARIABLES, COLLECTION));
        }
    }
}
