package org.duograph.ops.logic;

import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Whether numbers are none: results of 0 / 0 and the like. */
public final class IsNaN {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("IsNaN")
                    .summary("Whether each number is not a number.")
                    .formula("Y = (X is NaN)")
                    .input("X", "any shape")
                    .ofType(ElementTypes.FLOATS)
                    .output("Y", "the shape of X")
                    .ofType(ElementTypes.BOOLS)
                    .types(site -> List.of(new ArrayType(DType.BOOL, site.shape(0))))
                    .kernel(Unary.each(x -> Double.isNaN(x) ? 1 : 0))
                    .example(
                            Example.of(
                                    NDArray.vector(1, Float.NaN, Float.NEGATIVE_INFINITY),
                                    NDArray.of(Shape.of(3), 0, 1, 0).cast(DType.BOOL)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3)))
                    .build();

    private IsNaN() {}
}
