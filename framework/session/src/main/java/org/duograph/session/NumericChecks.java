package org.duograph.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds where numbers go wrong, TensorFlow's {@code add_check_numerics_ops}: an operation that
 * stops a run at the first result which is infinite or not a number, and names what computed it.
 *
 * <pre>{@code
 * Operation check = NumericChecks.add(loss);
 * session.feed(x, images).feed(y, labels).run(check, step);
 * }</pre>
 */
public final class NumericChecks {
    private NumericChecks() {}

    /**
     * Adds a check of every real number that is computed on the way to some tensors, but for those
     * in branches and loops.
     *
     * @param of the tensors, all of one graph; at least one
     * @return the operation to run, which needs all that the tensors need
     * @throws IllegalArgumentException if there is no tensor, or they are of several graphs
     */
    @SuppressWarnings("try") // the scopes are only to be closed
    public static Operation add(Tensor... of) {
        if (of.length == 0) {
            throw new IllegalArgumentException("There is nothing to check: no tensor was given");
        }
        Graph graph = of[0].graph();
        for (Tensor tensor : of) {
            if (tensor.graph() != graph) {
                throw new IllegalArgumentException(
                        "%s and %s are of different graphs; check each by itself"
                                .formatted(of[0].name(), tensor.name()));
            }
        }
        Set<Operation> inOrder = new TreeSet<>((a, b) -> Integer.compare(a.index(), b.index()));
        inOrder.addAll(graph.ancestors(List.of(of)));
        List<Operation> checks = new ArrayList<>();
        try (Scope scope = graph.nameScope("CheckNumerics")) {
            for (Operation op : inOrder) {
                for (Tensor tensor : op.outputs()) {
                    if (tensor.dtype().isFloating() && !tensor.isReference()) {
                        checks.add(check(graph, tensor, checks));
                    }
                }
            }
            return graph.group("all", checks.toArray(Operation[]::new));
        }
    }

    /** After the checks before it: so the first wrong number is the one that is named. */
    private static Operation check(Graph graph, Tensor tensor, List<Operation> before) {
        OperationBuilder check =
                graph.op("CheckNumerics")
                        .input(tensor)
                        .attr(
                                "message",
                                "output " + tensor.index() + " of " + tensor.operation().place());
        if (!before.isEmpty()) {
            check.control(before.get(before.size() - 1));
        }
        return check.build();
    }
}
