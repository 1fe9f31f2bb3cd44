package org.duograph.ops.reduce;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Where the smallest number along an axis stands; the first, where there are several. */
public final class ArgMin {
    /** The operator. */
    public static final OpDef OP =
            ArgMax.named("ArgMin")
                    .summary("Where the smallest number along an axis stands.")
                    .formula("Y = the first i with X[i] smallest along the axis")
                    .kernel(o -> ArgMax.run(o, (x, best) -> x < best, (x, best) -> x < best))
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 3), 1f, 5, 5, 4, 3, 3),
                                    NDArray.of(Shape.of(2, 1), 0L, 1)))
                    .build();

    private ArgMin() {}
}
