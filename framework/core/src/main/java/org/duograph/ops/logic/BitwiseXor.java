package org.duograph.ops.logic;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.ops.math.Binary;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The bits in which A and B differ, number by number. */
public final class BitwiseXor {
    /** The operator. */
    public static final OpDef OP =
            Binary.bitwise("BitwiseXor")
                    .summary("The bits in which A and B differ, number by number.")
                    .formula("Y = A xor B")
                    .kernel(Binary.eachWhole((a, b) -> a ^ b))
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2), 12, 5),
                                    NDArray.of(Shape.of(2), 10, 1),
                                    NDArray.of(Shape.of(2), 6, 4)))
                    .build();

    private BitwiseXor() {}
}
