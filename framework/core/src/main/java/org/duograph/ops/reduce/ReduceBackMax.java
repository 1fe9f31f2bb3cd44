package org.duograph.ops.reduce;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The largest over the last axes of an array. */
public final class ReduceBackMax {
    /** {@code dX = dY where X went and is Y, else 0}. */
    public static final OpDef GRAD_X =
            Reduction.BACK
                    .gradientOfMax(
                            "ReduceBackMax", () -> ReduceBackSum.OP, () -> ReduceBackSum.GRAD_X)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6),
                                    NDArray.vector(2, 6),
                                    NDArray.vector(6, 8),
                                    NDArray.of(Shape.of(2, 2), 0f, 6, 0, 8)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Reduction.BACK
                    .max("ReduceBackMax", GRAD_X)
                    .summary("The largest over the last axes.")
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6), NDArray.vector(2, 6)))
                    .build();

    private ReduceBackMax() {}
}
