package org.duograph.ops.quantize;

import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Real numbers as uint8, by a scale that their own range gives. No gradient goes through it. */
public final class DynamicQuantizeLinear {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("DynamicQuantizeLinear")
                    .summary("Writes real numbers as uint8, by a scale and zero point of its own.")
                    .formula(
                            "scale = (max(X, 0) - min(X, 0)) / 255, zero_point = round(-min / scale),"
                                    + " Y = round(X / scale) + zero_point")
                    .input("X", "any shape")
                    .output("Y", "the shape of X")
                    .ofType(ElementTypes.of(DType.UINT8))
                    .output("scale", "a scalar")
                    .output("zero_point", "a scalar")
                    .ofType(ElementTypes.of(DType.UINT8))
                    .types(
                            site ->
                                    List.of(
                                            new ArrayType(DType.UINT8, site.shape(0)),
                                            site.in(0).withShape(Shape.SCALAR),
                                            new ArrayType(DType.UINT8, Shape.SCALAR)))
                    .gradient(GradientRule.STOP)
                    .kernel(DynamicQuantizeLinear::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(NDArray.vector(-1, 0, 126.5f)),
                                    List.of(
                                            NDArray.vector(0, 2, 255).cast(DType.UINT8),
                                            NDArray.scalar(0.5f),
                                            NDArray.scalar(2).cast(DType.UINT8))))
                    .sample(Sample.of(Map.of(), Shape.of(3, 4)))
                    .build();

    private DynamicQuantizeLinear() {}

    private static void run(Operands o) {
        double[] x = o.in(0);
        int size = o.inShape(0).intSize();
        double least = 0;
        double greatest = 0;
        for (int i = 0; i < size; i++) {
            least = Math.min(least, x[i]);
            greatest = Math.max(greatest, x[i]);
        }
        // in float32, as in ONNX: halves must round alike
        float scale = (float) (greatest - least) / 255;
        double divisor = scale == 0 ? 1 : scale;
        double zero = Math.max(0, Math.min(255, Math.rint((float) (0 - least / divisor))));
        for (int i = 0; i < size; i++) {
            double q = Math.rint((float) (x[i] / divisor)) + zero;
            o.wholesOut(0)[i] = (long) Math.max(0, Math.min(q, 255));
        }
        o.out(1)[0] = scale;
        o.wholesOut(2)[0] = (long) zero;
    }
}
