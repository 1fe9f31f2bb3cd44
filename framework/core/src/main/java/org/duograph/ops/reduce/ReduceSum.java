package org.duograph.ops.reduce;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The sum over the given axes of an array. */
public final class ReduceSum {
    /** {@code dX[i] = dY where X[i] went}. */
    public static final OpDef GRAD_X =
            Reduction.LISTED
                    .gradientOfSum("ReduceSum", () -> ReduceSum.OP)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 1), 8f),
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6),
                                    NDArray.of(Shape.of(2, 2), 8f, 8, 8, 8)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Reduction.LISTED
                    .sum("ReduceSum", GRAD_X)
                    .summary("The sum over the given axes.")
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6),
                                    NDArray.of(Shape.of(1, 1), 12f)))
                    .wide(Sample.of(Map.of("axes", List.of(1, 3)), Shape.of(2, 35, 5, 6)))
                    .build();

    private ReduceSum() {}
}
