package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/** The smallest of any number of inputs, element by element. */
public final class Min {
    /** The gradient of any one input; where several are smallest, each gets all of dY. */
    public static final OpDef GRAD_X =
            Extreme.gradX("Min")
                    .example(
                            Example.of(
                                    NDArray.vector(1, 4),
                                    NDArray.vector(1, 2),
                                    NDArray.vector(7, 8),
                                    NDArray.vector(7, 0)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Extreme.named("Min", GRAD_X)
                    .summary("The smallest of its inputs, element by element.")
                    .formula("Y = min(X0, X1, ...)")
                    .kernel(Binary.fold(Math::min, Math::min))
                    .example(
                            Example.of(
                                    NDArray.vector(1, 4),
                                    NDArray.vector(5, 2),
                                    NDArray.vector(1, 2)))
                    .build();

    private Min() {}
}
