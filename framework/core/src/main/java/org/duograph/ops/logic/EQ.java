package org.duograph.ops.logic;

import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.ops.math.Binary;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/** Whether A is equal to B, element by element. */
public final class EQ {
    /** The operator. */
    public static final OpDef OP =
            Binary.comparison("EQ", ElementTypes.ANY)
                    .summary("Whether A is equal to B, element by element.")
                    .formula("Y = A == B")
                    .kernel(Binary.equal(true))
                    .example(
                            Example.of(
                                    NDArray.vector(1, 2, 3),
                                    NDArray.vector(2, 2, 2),
                                    NDArray.vector(0, 1, 0).cast(DType.BOOL)))
                    .build();

    private EQ() {}
}
