package org.duograph.ops.logic;

import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.ops.math.Binary;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/** Whether A is less than or equal to B, element by element. */
public final class LE {
    /** The operator. */
    public static final OpDef OP =
            Binary.comparison("LE", ElementTypes.ORDERED)
                    .summary("Whether A is less than or equal to B, element by element.")
                    .formula("Y = A <= B")
                    .kernel(Binary.where((a, b) -> a <= b, (a, b) -> a <= b))
                    .example(
                            Example.of(
                                    NDArray.vector(1, 2, 3),
                                    NDArray.vector(2, 2, 2),
                                    NDArray.vector(1, 1, 0).cast(DType.BOOL)))
                    .build();

    private LE() {}
}
