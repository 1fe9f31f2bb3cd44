package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/** The largest of any number of inputs, element by element. */
public final class Max {
    /** The gradient of any one input; where several are largest, each gets all of dY. */
    public static final OpDef GRAD_X =
            Extreme.gradX("Max")
                    .example(
                            Example.of(
                                    NDArray.vector(1, 4),
                                    NDArray.vector(5, 4),
                                    NDArray.vector(7, 8),
                                    NDArray.vector(0, 8)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Extreme.named("Max", GRAD_X)
                    .summary("The largest of its inputs, element by element.")
                    .formula("Y = max(X0, X1, ...)")
                    .kernel(Binary.fold(Math::max, Math::max))
                    .example(
                            Example.of(
                                    NDArray.vector(1, 4),
                                    NDArray.vector(5, 2),
                                    NDArray.vector(5, 4)))
                    .build();

    private Max() {}
}
