package org.duograph.ops.reduce;

import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The mean over the last axes of an array. */
public final class ReduceBackMean {
    /** {@code dX[i] = dY where X[i] went / how many went there}. */
    public static final OpDef GRAD_X =
            Reduction.BACK
                    .gradient("ReduceBackMean")
                    .formula("dX[i] = dY where X[i] went / how many went there")
                    .gradient(GradientRule.linear(0, () -> ReduceBackMean.OP))
                    .kernel(Reduction.BACK.gradMean())
                    .example(
                            Example.of(
                                    NDArray.vector(6, 8),
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6),
                                    NDArray.of(Shape.of(2, 2), 3f, 3, 4, 4)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Reduction.BACK
                    .named("ReduceBackMean")
                    .summary("The mean over the last axes.")
                    .formula("Y = mean of X over the folded axes")
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    GRAD_X,
                                                    g.attrs().given(),
                                                    g.outputGradient(0),
                                                    g.input(0))))
                    .kernel(Reduction.BACK.mean())
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6),
                                    NDArray.vector(1.5f, 4.5f)))
                    .build();

    private ReduceBackMean() {}
}
