package org.duograph.ops.shape;

import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** How many elements an array has, and whether it has any: known from its shape. */
public final class Size {
    private static final NDArray X = NDArray.of(Shape.of(1, 2), 5f, 6);

    /** How many. */
    public static final OpDef OP =
            named("Size", DType.INT64, size -> size)
                    .summary("Gives the number of elements of an array.")
                    .formula("Y = the product of the extents of X")
                    .example(Example.of(X, NDArray.of(Shape.SCALAR, 2L)))
                    .build();

    /** Whether there is none. */
    public static final OpDef IS_EMPTY =
            named("IsEmpty", DType.BOOL, size -> size == 0 ? 1 : 0)
                    .summary("Whether an array has no elements.")
                    .example(Example.of(X, NDArray.of(Shape.SCALAR, 0).cast(DType.BOOL)))
                    .build();

    /** Whether there is one. */
    public static final OpDef HAS_ELEMENTS =
            named("HasElements", DType.BOOL, size -> size > 0 ? 1 : 0)
                    .summary("Whether an array has elements.")
                    .example(Example.of(X, NDArray.of(Shape.SCALAR, 1).cast(DType.BOOL)))
                    .build();

    private Size() {}

    private static OpBuilder named(String type, DType dtype, LongUnaryOperator answer) {
        return OpDef.named(type)
                .shapeOf("X", "any shape")
                .ofType(ElementTypes.ANY)
                .output("Y", "one number, scalar")
                .ofType(ElementTypes.of(dtype))
                .types(site -> List.of(new ArrayType(dtype, Shape.SCALAR)))
                .kernel(o -> o.wholesOut(0)[0] = answer.applyAsLong(o.inShape(0).size()))
                .sample(Sample.of(Map.of(), Shape.of(2, 3)));
    }
}
