package org.duograph.ops.reduce;

import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The product over the given axes of an array. Its gradient is right where there are zeros, too.
 */
public final class ReduceProd {
    /** {@code dX[i] = dY * product of all others that went there}. */
    public static final OpDef GRAD_X =
            Reduction.LISTED
                    .gradientOfProduct("ReduceProd")
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 3), 2f, 0, 5),
                                    NDArray.of(Shape.of(1, 1), 3f),
                                    NDArray.of(Shape.of(1, 3), 0f, 30, 0)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Reduction.LISTED
                    .product("ReduceProd", GRAD_X)
                    .summary("The product over the given axes.")
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 6),
                                    NDArray.of(Shape.of(1, 1), 36f)))
                    .sample(Sample.of(Map.of("axes", 1), Shape.of(2, 3, 4)))
                    .build();

    private ReduceProd() {}
}
