package org.duograph.ops.pool;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Average pooling. Padding is no part of the average: a window over the edge divides by the number
 * of cells that lie in the image (Caffe2's CPU kernel; cuDNN calls it "exclude padding").
 */
public final class AveragePool {
    /** The gradient of X: each dY is spread evenly over the cells that it came from. */
    public static final OpDef GRAD_X =
            OpDef.named("AveragePoolGradX")
                    .summary("The gradient of AveragePool with respect to X.")
                    .input("dY", "the gradient of Y")
                    .shapeOf("X", "the images")
                    .output("dX", "the gradient of X")
                    .attrs(PoolGeometry.ATTRS)
                    .types(site -> List.of(site.in(1)))
                    .gradient(GradientRule.linear(0, () -> AveragePool.OP))
                    .kernel(AveragePool::gradX)
                    .example(
                            new Example(
                                    Map.of("kernel", 2),
                                    List.of(
                                            NDArray.of(Shape.of(1, 1, 1, 2), 4f, 8f),
                                            NDArray.of(Shape.of(1, 1, 2, 3), new float[6])),
                                    List.of(NDArray.of(Shape.of(1, 1, 2, 3), 1f, 3, 2, 1, 3, 2))))
                    .sample(
                            Sample.of(
                                    Map.of("kernel", 3, "stride", 2, "pad", 1),
                                    Shape.of(2, 3, 3, 2),
                                    Shape.of(2, 3, 5, 4)))
                    .wide(
                            Sample.of(
                                    Map.of("kernel", 2, "stride", 2),
                                    Shape.of(2, 32, 4, 5),
                                    Shape.of(2, 32, 8, 10)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Pooling.named("AveragePool", "mean")
                    .summary("Averages the numbers under a window that slides over each plane.")
                    .types(site -> List.of(site.in(0).withShape(PoolGeometry.check(site).y())))
                    .gradient(GradientRule.byShape(GRAD_X))
                    .kernel(AveragePool::run)
                    .example(
                            new Example(
                                    Map.of("kernel", 2, "pad", List.of(0, 1, 0, 0)),
                                    List.of(NDArray.of(Shape.of(1, 1, 2, 2), 1f, 2, 3, 4)),
                                    List.of(NDArray.of(Shape.of(1, 1, 1, 2), 2f, 2.5f))))
                    .build();

    private AveragePool() {}

    private static void run(Operands o) {
        PoolGeometry g = PoolGeometry.of(o.attrs(), o.inShape(0));
        double[] x = o.in(0);
        double[] y = o.out(0);
        int dilationH = g.window().dilationH();
        int dilationW = g.window().dilationW();
        g.forEachPosition(
                (plane, yAt, top, bottom, left, right) -> {
                    double sum = 0;
                    int cells = 0;
                    for (int r = top; r < bottom; r += dilationH) {
                        for (int s = left; s < right; s += dilationW) {
                            sum += x[plane + (r * g.w() + s) * g.step()];
                            cells++;
                        }
                    }
                    y[yAt] = sum / cells;
                });
    }

    private static void gradX(Operands o) {
        PoolGeometry g = PoolGeometry.of(o.attrs(), o.inShape(1));
        double[] dY = o.in(0);
        double[] dX = o.out(0);
        Arrays.fill(dX, 0, o.outShape(0).intSize(), 0);
        int dilationH = g.window().dilationH();
        int dilationW = g.window().dilationW();
        g.forEachPosition(
                (plane, yAt, top, bottom, left, right) -> {
                    int rows = (bottom - top + dilationH - 1) / dilationH;
                    int columns = (right - left + dilationW - 1) / dilationW;
                    double share = dY[yAt] / (rows * columns);
                    for (int r = top; r < bottom; r += dilationH) {
                        for (int s = left; s < right; s += dilationW) {
                            dX[plane + (r * g.w() + s) * g.step()] += share;
                        }
                    }
                });
    }
}
