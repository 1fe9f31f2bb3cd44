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
                    .named("ReduceFrontMax")
                    .summary("The largest over the first axes.")
                    .formula("Y = max of X over the folded axes")
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    GRAD_X,
                                                    g.attrs().given(),
                                                    g.input(0),
                                                    g.output(0),
                                                    g.outputGradient(0))))
                    .kernel(Reduction.FRONT.max())
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6), NDArray.vector(3, 6)))
                    .build();

    private ReduceFrontMax() {}
}
