package org.duograph.ops.pool;

import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.reduce.Pick;
import org.duograph.ops.shape.Reshape;
import org.duograph.ops.shape.ResizeLike;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/** {@link MaxPool} that also tells where each maximum stood, as a blob that nets may read. */
public final class MaxPoolWithIndex {
    /** The gradient of X: each dY goes to the cell that held the maximum. */
    public static final OpDef GRAD_X =
            MaxPool.gradX("MaxPoolWithIndex")
                    .gradient(MaxPoolWithIndex::gradientOfGradX)
                    .sample(
                            Sample.of(
                                    Map.of("kernel", 2, "channels_last", 1),
                                    Sample.whole(DType.INT32, Shape.of(2, 2, 3, 3), 0, 12),
                                    Sample.real(Shape.of(2, 2, 3, 3), -1, 1),
                                    Sample.real(Shape.of(2, 3, 4, 3), -1, 1)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            MaxPool.named("MaxPoolWithIndex", GRAD_X)
                    .summary("Max pooling that also gives the place of each maximum.")
                    .auxiliaryOutput("I", "row * W + column of each maximum, the shape of Y")
                    .ofType(ElementTypes.of(DType.INT32))
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
