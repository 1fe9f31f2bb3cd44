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
 * Initial weights that keep the variance of signals from layer to layer.
 *
 * <p>{@code fan_in} is the number of inputs of one output: all dimensions but the first. Source:
 * Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks",
 * 2010, in Caffe's form, which looks at fan_in only.
 */
public final class XavierFill {
    /** The operator. */
    public static final OpDef OP =
            Fill.named("XavierFill")
                    .ofType(ElementTypes.of(DType.FLOAT32))
                    .summary("Draws uniform numbers whose range shrinks as fan_in grows.")
                    .formula("Y[i] ~ U(-s, s), s = sqrt(3 / fan_in), fan_in = size / dim 0")
                    .random()
                    .types(Fill.of(DType.FLOAT32))
                    .kernel(XavierFill::run)
                    .example(
                            new Example(
                                    Map.of("shape", List.of(1, 3)),
                                    List.of(),
                                    List.of(
                                            NDArray.of(
                                                    Shape.of(1, 3),
                                                    -0.84388185f,
                                                    -0.3473438f,
                                                    -0.5222769f))))
                    .sample(Sample.of(Fill.SMALL, new Sample.Input[0]))
                    .build();

    private XavierFill() {}

    private static void run(Operands o) {
        double scale = scale(o.outShape(0));
        Fill.uniform(o, -scale, scale);
    }

    /** The bound of the numbers in an array of that shape. */
    public static double scale(Shape shape) {
        double fanIn = shape.rank() == 0 ? 1 : (double) shape.size() / shape.dim(0);
        return Math.sqrt(3 / fanIn);
    }
}
