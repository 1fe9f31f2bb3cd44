package org.duograph.ops.reduce;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The sum over the last axes of an array. */
public final class ReduceBackSum {
    /** {@code dX[i] = dY where X[i] went}. */
    public static final OpDef GRAD_X =
            Reduction.BACK
                    .gradientOfSum("ReduceBackSum", () -> ReduceBackSum.OP)
                    .example(
                            Example.of(
                                    NDArray.vector(6, 8),
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6),
                                    NDArray.of(Shape.of(2, 2), 6f, 6, 8, 8)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Reduction.BACK
                    .sum("ReduceBackSum", GRAD_X)
                    .summary("The sum over the last axes.")
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6), NDArray.vector(3, 9)))
                    .build();

    private ReduceBackSum() {}
}
