package org.duograph.ops.norm;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Unusual;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The gradient of {@link SpatialBN} followed by Relu; the compiler makes it of both gradients,
 * nobody writes it.
 */
public final class SpatialBNReluGrad {
    private static final Shape C2 = Shape.of(2);

    /** The gradients of X, scale and bias. */
    public static final OpDef OP =
            OpDef.named("SpatialBNReluGrad")
                    .mayDiffer(
                            "With is_test, dX does not depend on X, so that it may be finite where X"
                                    + " is not.",
                            Unusual.NAN,
                            Unusual.INFINITY)
                    .summary("The gradients of SpatialBN, which a Relu follows.")
                    .formula("SpatialBNGrad(X, scale, mean, inv_std, dY where Y > 0, otherwise 0)")
                    .input("X", "the input of SpatialBN")
                    .input("scale", "C numbers")
                    .input("mean", "as for SpatialBNGrad")
                    .input("inv_std", "as for SpatialBNGrad")
                    .input("dY", "the gradient of Y")
                    .input("Y", "what Relu gave")
                    .output("dX", "the gradient of X")
                    .output("dscale", "the gradient of scale")
                    .output("dbias", "the gradient of bias")
                    .attrs(SpatialBN.ATTRS)
                    .inPlace(0, 4)
                    .types(SpatialBNGrad::types)
                    .kernel(SpatialBNReluGrad::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            column(1, 3),
                                            NDArray.vector(2),
                                            NDArray.vector(2),
                                            NDArray.vector(0.5f),
                                            column(1, 4),
                                            column(1, 0)),
                                    List.of(
                                            column(0.375f, -0.375f),
                                            NDArray.vector(-0.5f),
                                            NDArray.vector(1))))
                    .sample(sample(Map.of(), Shape.of(3, 2, 4)))
                    .sample(sample(Map.of("channels_last", 1), Shape.of(3, 4, 2)))
                    .sample(sample(Map.of("channels_last", 1, "is_test", 1), Shape.of(3, 4, 2)))
                    .sample(sample(Map.of(), Shape.of(80, 2, 15, 15)))
                    .build();

    private SpatialBNReluGrad() {}

    /** Two images of one channel of one pixel. */
    private static NDArray column(float first, float second) {
        return NDArray.of(Shape.of(2, 1), first, second);
    }

    private static Sample sample(Map<String, ?> attrs, Shape x) {
        Sample.Input image = Sample.real(x, -1, 1);
        Sample.Input spread = Sample.real(C2, 0.5, 1.5);
        return Sample.of(attrs, image, spread, Sample.real(C2, -1, 1), spread, image, image);
    }

    private static void run(Operands o) {
        double[] y = o.in(5);
        double[] dY = o.in(4).clone();
        for (int i = 0; i < o.inShape(4).intSize(); i++) {
            dY[i] = y[i] > 0 ? dY[i] : 0;
        }
        SpatialBNGrad.run(o, dY);
    }
}
