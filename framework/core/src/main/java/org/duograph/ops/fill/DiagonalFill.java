package org.duograph.ops.fill;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.view.Strided;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * One number along the diagonal, zero elsewhere. In a tall matrix the diagonal starts again below
 * its end, as in Caffe2.
 */
public final class DiagonalFill {
    /** The operator. */
    public static final OpDef OP =
            Fill.named(
                            "DiagonalFill",
                            Attr.ofFloat("value", 0, "The number on the diagonal."),
                            Fill.dtypeAttr(DType.FLOAT32))
                    .summary("Makes an array with one number along its diagonal.")
                    .formula("Y[i, i, ...] = value, else 0")
                    .types(DiagonalFill::types)
                    .kernel(o -> Fill.every(stepOf(o.outShape(0)), o))
                    .example(
                            new Example(
                                    Map.of("shape", List.of(2, 3), "value", 5),
                                    List.of(),
                                    List.of(NDArray.of(Shape.of(2, 3), 5f, 0, 0, 0, 5, 0))))
                    .sample(
                            Sample.of(
                                    Map.of(
                                            "shape",
                                            List.of(3, 3, 3),
                                            "value",
                                            2,
                                            "dtype",
                                            DType.INT32),
                                    new Sample.Input[0]))
                    .build();

    private DiagonalFill() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        List<ArrayType> y = Fill.types(site);
        Shape shape = y.get(0).shape();
        boolean cube = shape.toList().stream().distinct().count() == 1;
        site.require(
                shape.rank() == 2 || (shape.rank() > 2 && cube),
                "a diagonal needs two dimensions, or more of equal extent, found %s",
                shape);
        return y;
    }

    /** The distance in memory from one place of the diagonal to the next. */
    public static int stepOf(Shape shape) {
        return Arrays.stream(Strided.dense(shape)).sum();
    }
}
