package org.duograph.ops.pool;

import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.reduce.Pick;
import org.duograph.ops.shape.Reshape;
import org.duograph.ops.shape.ResizeLike;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** {@link MaxPool} that also tells where each maximum stood, as a blob that nets may read. */
public final class MaxPoolWithIndex {
    private static final NDArray PLACES = NDArray.of(Shape.of(1, 1, 1, 2), 4, 4);

    /** The gradient of X: each dY goes to the cell that held the maximum. */
    public static final OpDef GRAD_X =
            OpDef.named("MaxPoolWithIndexGradX")
                    .summary("The gradient of MaxPoolWithIndex with respect to X.")
                    .formula("dX[n, c, I[n, c, i, j]] = sum of the dY[n, c, i, j] that name it")
                    .input("I", "where each maximum stood")
                    .ofType(ElementTypes.of(DType.INT32))
                    .input("dY", "the gradient of Y")
                    .shapeOf("X", "the images")
                    .output("dX", "the gradient of X")
                    .attrs(PoolGeometry.ATTRS)
                    .types(site -> List.of(site.in(2)))
                    .gradient(MaxPoolWithIndex::gradientOfGradX)
                    .kernel(MaxPool::gradX)
                    .example(
                            new Example(
                                    Map.of("kernel", 2),
                                    List.of(
                                            PLACES,
                                            NDArray.of(Shape.of(1, 1, 1, 2), 10f, 20f),
                                            NDArray.of(Shape.of(1, 1, 2, 3), new float[6])),
                                    List.of(NDArray.of(Shape.of(1, 1, 2, 3), 0f, 0, 0, 0, 30, 0))))
                    .sample(
                            Sample.of(
                                    Map.of("kernel", 2, "stride", 2),
                                    Sample.whole(DType.INT32, Shape.of(2, 3, 2, 2), 0, 16),
                                    Sample.real(Shape.of(2, 3, 2, 2), -1, 1),
                                    Sample.real(Shape.of(2, 3, 4, 4), -1, 1)))
                    .sample(
                            Sample.of(
                                    Map.of("kernel", 2, "channels_last", 1),
                                    Sample.whole(DType.INT32, Shape.of(2, 2, 3, 3), 0, 12),
                                    Sample.real(Shape.of(2, 2, 3, 3), -1, 1),
                                    Sample.real(Shape.of(2, 3, 4, 3), -1, 1)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("MaxPoolWithIndex")
                    .summary("Max pooling that also gives the place of each maximum.")
                    .formula(
                            "Y[n, c, i, j] = max over u, v of"
                                    + " X[n, c, i*stride - pad_top + u*dilation,"
                                    + " j*stride - pad_left + v*dilation]; cells outside X don't count")
                    .input("X", "images, N x C x H x W (or N x H x W x C)")
                    .output("Y", "N x C x oh x ow (or N x oh x ow x C)")
                    .auxiliaryOutput("I", "row * W + column of each maximum, the shape of Y")
                    .ofType(ElementTypes.of(DType.INT32))
                    .attrs(PoolGeometry.ATTRS)
                    .types(
                            site -> {
                                Shape y = PoolGeometry.check(site, 0).y();
                                return List.of(
                                        site.in(0).withShape(y), new ArrayType(DType.INT32, y));
                            })
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    GRAD_X,
                                                    g.attrs().given(),
                                                    g.output(1),
                                                    g.outputGradient(0),
                                                    g.input(0))))
                    .kernel(MaxPool::run)
                    .example(
                            new Example(
                                    Map.of("kernel", 2),
                                    List.of(NDArray.of(Shape.of(1, 1, 2, 3), 1f, 2, 3, 4, 9, 6)),
                                    List.of(NDArray.of(Shape.of(1, 1, 1, 2), 9f, 9), PLACES)))
                    .sample(Sample.of(Map.of("kernel", 2, "stride", 2), Shape.of(2, 3, 4, 6)))
                    .build();

    private MaxPoolWithIndex() {}

    /** From each plane, as a line of pixels, what stands at the places of the maxima. */
    private static void gradientOfGradX(GradientRule.Site g) {
        boolean nhwc = g.attrs().flag("channels_last");
        List<Integer> lines = nhwc ? List.of(0, -1, g.input(0).shape().dim(3)) : List.of(0, 0, -1);
        Map<String, ?> flat = Map.of("shape", lines);
        Value places = g.append(Reshape.OP, flat, g.input(0));
        Value dX = g.append(Reshape.OP, flat, g.outputGradient(0));
        Value dY = g.append(Pick.OP, Map.of("axis", nhwc ? 1 : 2), dX, places);
        g.inputGradient(1, g.append(ResizeLike.OP, Map.of(), dY, g.input(1)));
    }
}
