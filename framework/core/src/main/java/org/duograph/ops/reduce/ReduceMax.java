package org.duograph.ops.reduce;

import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The largest over the given axes of an array. */
public final class ReduceMax {
    /** {@code dX = dY where X went and is Y, else 0}. */
    public static final OpDef GRAD_X =
            Reduction.LISTED
                    .gradientOfMax("ReduceMax", () -> ReduceSum.OP, () -> ReduceSum.GRAD_X)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 3), 6f, 2, 6),
                                    NDArray.of(Shape.of(1, 1), 6f),
                                    NDArray.of(Shape.of(1, 1), 8f),
                                    NDArray.of(Shape.of(1, 3), 8f, 0, 8)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Reduction.LISTED
                    .max("ReduceMax", GRAD_X)
                    .attrs(Reduction.SHARE)
                    .summary("The largest over the given axes.")
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6),
                                    NDArray.of(Shape.of(1, 1), 6f)))
                    .sample(Sample.of(Map.of("axes", 1, "share", 1), Shape.of(2, 3, 4)))
                    .build();

    private ReduceMax() {}
}
