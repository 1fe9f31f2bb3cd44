package org.duograph.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.duograph.tensor.DType;

/**
 * A choice among several functions, TensorFlow's {@code tf.case}: that of the first condition that
 * holds is what is computed.
 *
 * <pre>{@code
 * Tensor y = g.flow().cases()
 *         .when(x.less(0f), () -> x.negative())
 *         .when(x.less(1f), () -> x.square())
 *         .otherwise(() -> x);
 * }</pre>
 *
 * <p>The functions are called, and the operations appended, by {@link #otherwise} or {@link
 * #orFail}.
 */
public final class Cases {
    private final Graph graph;
    private final List<Tensor> predicates = new ArrayList<>();
    private final List<Supplier<List<Tensor>>> branches = new ArrayList<>();
    private boolean exclusive;

    Cases(Graph graph) {
        this.graph = graph;
    }

    /** If a bool scalar holds, and none before it does, what {@code branch} gives. */
    public Cases when(Tensor predicate, ControlFlow.Branch branch) {
        return when(predicate, () -> Collections.singletonList(branch.build()));
    }

    /** If a bool scalar holds, and none before it does, what {@code branch} gives. */
    public Cases when(Tensor predicate, Supplier<List<Tensor>> branch) {
        predicates.add(predicate);
        branches.add(branch);
        return this;
    }

    /** Lets a run fail in which more than one condition holds. */
    public Cases exclusive() {
        exclusive = true;
        return this;
    }

    /** What the chosen function gives; {@code branch} is chosen if no condition holds. */
    public Tensor otherwise(ControlFlow.Branch branch) {
        return otherwise(() -> Collections.singletonList(branch.build())).get(0);
    }

    /**
     * What the chosen function gives; {@code branch} is chosen if no condition holds.
     *
     * @throws IllegalArgumentException if the functions don't give the same types and shapes
     */
    @SuppressWarnings("try") // the scope is only to be closed
    public List<Tensor> otherwise(Supplier<List<Tensor>> branch) {
        Operation[] checks = exclusive ? new Operation[] {atMostOne()} : new Operation[0];
        try (Scope after = graph.controlDependencies(checks)) {
            return from(0, branch);
        }
    }

    /**
     * What the chosen function gives. A run in which no condition holds fails.
     *
     * @throws IllegalArgumentException if the functions don't give the same types and shapes
     */
    @SuppressWarnings("try") // the scope is only to be closed
    public List<Tensor> orFail() {
        if (branches.isEmpty()) {
            throw new IllegalArgumentException("There are no cases; add some with when");
        }
        Operation one = check("None of the conditions evaluated as True", holding().greater(0));
        try (Scope after = graph.controlDependencies(one)) {
            Supplier<List<Tensor>> last = branches.remove(branches.size() - 1);
            return branches.isEmpty() // no choice that would wait for the check
                    ? otherwise(() -> last.get().stream().map(Tensor::identity).toList())
                    : otherwise(last);
        }
    }

    private List<Tensor> from(int i, Supplier<List<Tensor>> last) {
        return i == branches.size()
                ? last.get()
                : graph.flow().cond(predicates.get(i), branches.get(i), () -> from(i + 1, last));
    }

    private Operation atMostOne() {
        return check("Input error: exclusive=True: more than 1 conditions", holding().less(2));
    }

    /** How many conditions hold. */
    private Tensor holding() {
        Tensor count = graph.constant(0);
        for (Tensor predicate : predicates) {
            count = count.plus(predicate.cast(DType.INT32));
        }
        return count;
    }

    private Operation check(String message, Tensor holds) {
        OperationBuilder check = graph.op("Assert").input(holds, graph.constant(message));
        predicates.forEach(check::input);
        return check.attr("summarize", predicates.size()).build();
    }
}
