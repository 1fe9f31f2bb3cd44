package org.duograph.ops.logic;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.ops.math.Binary;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The bits that are set in A or in B, number by number. */
public final class BitwiseOr {
    /** The operator. */
    public static final OpDef OP =
            Binary.bitwise("BitwiseOr")
                    .summary("The bits that are set in A or in B, number by number.")
                    .formula("Y = A or B")
                    .kernel(Binary.eachWhole((a, b) -> a | b))
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2), 12, 5),
                                    NDArray.of(Shape.of(2), 10, 1),
                                    NDArray.of(Shape.of(2), 14, 5)))
                    .build();

    private BitwiseOr() {}
}
