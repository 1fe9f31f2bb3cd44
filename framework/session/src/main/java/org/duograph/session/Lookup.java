package org.duograph.session;

import java.util.List;

/**
 * Rows of a variable that were looked up: {@link Variable#lookup}.
 *
 * @param variable the variable, such as an embedding
 * @param ids the numbers of the rows
 * @param rows the rows
 */
public record Lookup(Variable variable, Tensor ids, Tensor rows) {
    /** The collection of a graph's lookups. */
    static final String COLLECTION = "embedding_lookups";

    /** Whether a variable's content is read by nothing but lookups, as far as a tensor needs it. */
    public static boolean only(Variable variable, Tensor loss) {
        Graph graph = variable.graph();
        return graph.ancestors(List.of(loss)).stream()
                .filter(op -> op.inputs().contains(variable.read()))
                .allMatch(op -> of(graph).stream().anyMatch(l -> l.rows.operation() == op));
    }

    /** All lookups of a graph. */
    public static List<Lookup> of(Graph graph) {
        return graph.collection(COLLECTION, Lookup.class);
    }
}
