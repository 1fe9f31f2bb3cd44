package org.duograph.ops.fill;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/** An array full of one number. */
public final class ConstantFill {
    /** The operator. */
    public static final OpDef OP =
            Fill.named(
                            "ConstantFill",
                            Attr.ofFloat("value", 0, "The number."),
                            Fill.dtypeAttr(DType.FLOAT32))
                    .summary("Makes an array full of one number.")
                    .formula("Y[i] = value")
                    .types(Fill::types)
                    .kernel(o -> Fill.every(1, o))
                    .foreseen(0, ConstantFill::numbers)
                    .example(
                            new Example(
                                    Map.of("shape", List.of(3), "value", 2.5),
                                    List.of(),
                                    List.of(NDArray.vector(2.5f, 2.5f, 2.5f))))
                    .sample(Sample.of(Fill.SMALL, new Sample.Input[0]))
                    .sample(Fill.sampleLike(Map.of("value", 3, "dtype", DType.INT64)))
                    .sample(Fill.sampleLike(Map.of("extra_shape", List.of(2))))
                    .build();

    private ConstantFill() {}

    /** The array, where it is small enough to be known before it is needed. */
    private static NDArray numbers(Node node) {
        ArrayType type = node.output(0).type();
        boolean known = type.dtype().isFloating() && node.isComputableAhead();
        return known ? NDArray.full(type, node.attrs().f("value")) : null;
    }
}
