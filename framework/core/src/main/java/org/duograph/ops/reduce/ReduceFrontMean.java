package org.duograph.ops.reduce;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The mean over the first axes of an array. */
public final class ReduceFrontMean {
    /** {@code dX[i] = dY where X[i] went / how many went there}. */
    public static final OpDef GRAD_X =
            Reduction.FRONT
                    .gradientOfMean("ReduceFrontMean", () -> ReduceFrontMean.OP)
                    .example(
                            Example.of(
                                    NDArray.vector(6, 8),
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6),
                                    NDArray.of(Shape.of(2, 2), 3f, 4, 3, 4)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Reduction.FRONT
                    .mean("ReduceFrontMean", GRAD_X)
                    .summary("The mean over the first axes.")
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6), NDArray.vector(2, 4)))
                    .build();

    private ReduceFrontMean() {}
}
