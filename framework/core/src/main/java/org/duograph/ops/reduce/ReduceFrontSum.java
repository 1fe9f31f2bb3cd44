package org.duograph.ops.reduce;

import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The sum over the first axes of an array. */
public final class ReduceFrontSum {
    /** {@code dX[i] = dY where X[i] went}. */
    public static final OpDef GRAD_X =
            Reduction.FRONT
                    .gradient("ReduceFrontSum")
                    .formula("dX[i] = dY where X[i] went")
                    .gradient(GradientRule.linear(0, () -> ReduceFrontSum.OP))
                    .kernel(Reduction.FRONT.gradSum())
                    .example(
                            Example.of(
                                    NDArray.vector(6, 8),
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6),
                                    NDArray.of(Shape.of(2, 2), 6f, 8, 6, 8)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Reduction.FRONT
                    .named("ReduceFrontSum")
                    .summary("The sum over the first axes.")
                    .formula("Y = sum of X over the folded axes")
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    GRAD_X,
                                                    g.attrs().given(),
                                                    g.outputGradient(0),
                                                    g.input(0))))
                    .kernel(Reduction.FRONT.sum())
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6), NDArray.vector(4, 8)))
                    .build();

    private ReduceFrontSum() {}
}
