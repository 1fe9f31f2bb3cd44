package org.duograph.ops.pool;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Unusual;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Max pooling. It saves where each maximum stood, so its gradient reads neither X nor Y.
 *
 * <p>Padding never wins, whatever its size. Where several cells hold the maximum, the first of them
 * (row by row) gets the whole gradient, as in cuDNN and oneDNN; Caffe2's CPU kernel gives it to
 * each.
 */
public final class MaxPool {
    private static final NDArray PLACES = NDArray.of(Shape.of(1, 1, 1, 2), 4, 4);

    /** The gradient of X: each dY goes to the cell that held the maximum. */
    public static final OpDef GRAD_X = gradX("MaxPool").build();

    /** The operator. */
    public static final OpDef OP =
            named("MaxPool", GRAD_X)
                    .mayDiffer("On oneDNN, a window looks past what is not a number.", Unusual.NAN)
                    .summary("Takes the largest number under a window that slides over each plane.")
                    .savedOutput("I", "row * W + column of each maximum, the shape of Y")
                    .ofType(ElementTypes.of(DType.INT32))
                    .build();

    private MaxPool() {}

    /** Starts the definition of a pooling that gives Y; the caller adds I, where maxima stood. */
    static OpBuilder named(String type, OpDef gradX) {
        return Pooling.named(type, "max")
                .types(
                        site -> {
                            Shape y = PoolGeometry.check(site).y();
                            return List.of(site.in(0).withShape(y), new ArrayType(DType.INT32, y));
                        })
                .gradient(
                        g ->
                                g.inputGradient(
                                        0,
                                        g.append(
                                                gradX,
                                                g.attrs().given(),
                                                g.output(1),
                                                g.outputGradient(0),
                                                g.input(0))))
                .kernel(MaxPool::run)
                .example(
                        new Example(
                                Map.of("kernel", 2),
                                List.of(NDArray.of(Shape.of(1, 1, 2, 3), 1f, 2, 3, 4, 9, 6)),
                                List.of(NDArray.of(Shape.of(1, 1, 1, 2), 9f, 9), PLACES)));
    }

    /** Starts the definition of the gradient of a pooling of that type. */
    static OpBuilder gradX(String type) {
        return OpDef.named(type + "GradX")
                .summary("The gradient of " + type + " with respect to X.")
                .formula("dX[n, c, I[n, c, i, j]] = sum of the dY[n, c, i, j] that name it")
                .input("I", "where each maximum stood, as " + type + " gave it")
                .ofType(ElementTypes.of(DType.INT32))
                .input("dY", "the gradient of Y")
                .shapeOf("X", "the images")
                .output("dX", "the gradient of X")
                .attrs(PoolGeometry.ATTRS)
                .types(site -> List.of(site.in(2)))
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
                                Sample.real(Shape.of(2, 3, 4, 4), -1, 1)));
    }

    private static void run(Operands o) {
        PoolGeometry g = PoolGeometry.of(o.attrs(), o.inShape(0));
        double[] x = o.in(0);
        double[] y = o.out(0);
        double[] index = o.out(1);
        int step = g.step();
        int dilationH = g.window().dilationH();
        int dilationW = g.window().dilationW();
        g.forEachPosition(
                (plane, yAt, top, bottom, left, right) -> {
                    int best = top * g.w() + left;
                    for (int r = top; r < bottom; r += dilationH) {
                        for (int s = left; s < right; s += dilationW) {
                            int cell = r * g.w() + s;
                            boolean larger =
                                    isLarger(x[plane + cell * step], x[plane + best * step]);
                            best = larger ? cell : best;
                        }
                    }
                    y[yAt] = x[plane + best * step];
                    index[yAt] = best;
                });
    }

    /** The first NaN in a window is its maximum. */
    private static boolean isLarger(double a, double b) {
        return a > b || (Double.isNaN(a) && !Double.isNaN(b));
    }

    private static void gradX(Operands o) {
        PoolGeometry g = PoolGeometry.of(o.attrs(), o.inShape(2));
        double[] index = o.in(0);
        double[] dY = o.in(1);
        double[] dX = o.out(0);
        Arrays.fill(dX, 0, o.outShape(0).intSize(), 0);
        g.forEachPosition(
                (plane, yAt, top, bottom, left, right) ->
                        dX[plane + (int) index[yAt] * g.step()] += dY[yAt]);
    }
}
