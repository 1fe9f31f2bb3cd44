package org.duograph.ops.reduce;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The mean over the given axes of an array. */
public final class ReduceMean {
    /** {@code dX[i] = dY where X[i] went / how many went there}. */
    public static final OpDef GRAD_X =
            Reduction.LISTED
                    .gradientOfMean("ReduceMean", () -> ReduceMean.OP)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 1), 8f),
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6),
                                    NDArray.of(Shape.of(2, 2), 2f, 2, 2, 2)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Reduction.LISTED
                    .mean("ReduceMean", GRAD_X)
                    .summary("The mean over the given axes.")
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6),
                                    NDArray.of(Shape.of(1, 1), 3f)))
                    .wide(Sample.of(Map.of("axes", List.of(2, 3)), Shape.of(2, 35, 5, 6)))
                    .wide(Sample.of(Map.of("axes", List.of(0, 2)), Shape.of(2, 35, 5, 6)))
                    .build();

    private ReduceMean() {}
}
