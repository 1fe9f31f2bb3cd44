package org.duograph.ops.logic;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.ops.math.Binary;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/** Whether both A and B are true, element by element. */
public final class And {
    /** The operator. */
    public static final OpDef OP =
            Binary.logical("And", (a, b) -> a && b)
                    .summary("Whether both A and B are true, element by element.")
                    .formula("Y = A and B")
                    .example(
                            Example.of(
                                    NDArray.vector(0, 0, 1, 1).cast(DType.BOOL),
                                    NDArray.vector(0, 1, 0, 1).cast(DType.BOOL),
                                    NDArray.vector(0, 0, 0, 1).cast(DType.BOOL)))
                    .build();

    private And() {}
}
