package org.duograph.ops.reduce;

import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The sum over the last axes of an array. */
public final class ReduceBackSum {
    /** {@code dX[i] = dY where X[i] went}. */
    public static final OpDef GRAD_X =
            Reduction.BACK
                    .gradient("ReduceBackSum")
                    .formula("dX[i] = dY where X[i] went")
                    .gradient(GradientRule.linear(0, () -> ReduceBackSum.OP))
                    .kernel(Reduction.BACK.gradSum())
                    .example(
                            Example.of(
                                    NDArray.vector(6, 8),
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6),
                                    NDArray.of(Shape.of(2, 2), 6f, 6, 8, 8)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Reduction.BACK
                    .named("ReduceBackSum")
                    .summary("The sum over the last axes.")
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
                    .kernel(Reduction.BACK.sum())
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6), NDArray.vector(3, 9)))
                    .build();

    private ReduceBackSum() {}
}
