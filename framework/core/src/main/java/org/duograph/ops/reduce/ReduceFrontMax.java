package org.duograph.ops.reduce;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The largest over the first axes of an array. */
public final class ReduceFrontMax {
    /** {@code dX = dY where X went and is Y, else 0}. */
    public static final OpDef GRAD_X =
            Reduction.FRONT
                    .gradientOfMax(
                            "ReduceFrontMax", () -> ReduceFrontSum.OP, () -> ReduceFrontSum.GRAD_X)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6),
                                    NDArray.vector(3, 6),
                                    NDArray.vector(6, 8),
                                    NDArray.of(Shape.of(2, 2), 0f, 0, 6, 8)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Reduction.FRONT
                    .max("ReduceFrontMax", GRAD_X)
                    .summary("The largest over the first axes.")
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6), NDArray.vector(3, 6)))
                    .build();

    private ReduceFrontMax() {}
}
