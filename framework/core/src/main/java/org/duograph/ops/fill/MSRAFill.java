package org.duograph.ops.fill;

import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Initial weights for layers that are followed by a Relu.
 *
 * <p>{@code fan_out} is all dimensions but the second. Source: He et al., "Delving deep into
 * rectifiers", 2015, in Caffe2's form, which looks at fan_out.
 */
public final class MSRAFill {
    /** The operator. */
    public static final OpDef OP =
            Fill.named("MSRAFill")
                    .ofType(ElementTypes.of(DType.FLOAT32))
                    .summary("Draws normal numbers whose deviation shrinks as fan_out grows.")
                    .formula("Y[i] ~ N(0, s), s = sqrt(2 / fan_out), fan_out = size / dim 1")
                    .random()
                    .types(Fill.of(DType.FLOAT32))
                    .kernel(MSRAFill::run)
                    .example(
                            new Example(
                                    Map.of("shape", List.of(2, 1)),
                                    List.of(),
                                    List.of(NDArray.of(Shape.of(2, 1), -1.1328305f, 1.8748209f))))
                    .sample(Sample.of(Fill.SMALL, new Sample.Input[0]))
                    .build();

    private MSRAFill() {}

    private static void run(Operands o) {
        Fill.gaussian(o, 0, deviation(o.outShape(0)));
    }

    /** The deviation of the numbers in an array of that shape. */
    public static double deviation(Shape shape) {
        double fanOut = (double) shape.size() / (shape.rank() < 2 ? 1 : shape.dim(1));
        return Math.sqrt(2 / fanOut);
    }
}
