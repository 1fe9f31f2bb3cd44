package org.duograph.ops.reduce;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The mean over the last axes of an array. */
public final class ReduceBackMean {
    /** {@code dX[i] = dY where X[i] went / how many went there}. */
    public static final OpDef GRAD_X =
            Reduction.BACK
                    .gradientOfMean("ReduceBackMean", () -> ReduceBackMean.OP)
                    .example(
                            Example.of(
                                    NDArray.vector(6, 8),
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6),
                                    NDArray.of(Shape.of(2, 2), 3f, 3, 4, 4)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Reduction.BACK
                    .mean("ReduceBackMean", GRAD_X)
                    .summary("The mean over the last axes.")
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6),
                                    NDArray.vector(1.5f, 4.5f)))
                    .build();

    private ReduceBackMean() {}
}
