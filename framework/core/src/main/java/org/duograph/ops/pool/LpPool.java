package org.duograph.ops.pool;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Pooling by the p-norm of each window: from sums of absolute numbers (1) on towards maxima. */
public final class LpPool {
    private static final Attr P = Attr.ofFloat("p", 2, "Which norm, 1 or more.");
    private static final Map<String, ?> SMALL = Map.of("kernel", 2);

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("LpPoolGradX")
                    .summary("The gradient of LpPool with respect to X.")
                    .formula(
                            "dX = sum of dY * sign(X) |X|^(p-1) Y^(1-p) over the windows that see X")
                    .input("X", "the images")
                    .input("Y", "the output of LpPool")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .attrs(PoolGeometry.ATTRS)
                    .attrs(P)
                    .types(site -> List.of(site.in(0)))
                    .kernel(LpPool::gradX)
                    .example(
                            new Example(
                                    SMALL,
                                    List.of(
                                            NDArray.of(Shape.of(1, 1, 2, 2), 3f, 0, 0, -4),
                                            NDArray.of(Shape.of(1, 1, 1, 1), 5f),
                                            NDArray.of(Shape.of(1, 1, 1, 1), 10f)),
                                    List.of(NDArray.of(Shape.of(1, 1, 2, 2), 6f, 0, 0, -8))))
                    .sample(
                            Sample.of(
                                    SMALL,
                                    Sample.awayFromZero(Shape.of(1, 2, 3, 3), 0.05),
                                    Sample.real(Shape.of(1, 2, 2, 2), 0.5, 2),
                                    Sample.real(Shape.of(1, 2, 2, 2), -1, 1)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Pooling.named("LpPool", "(sum of |x|^p)^(1/p)")
                    .summary("The p-norm of what is under a window that slides over each plane.")
                    .attrs(P)
                    .types(
                            site -> {
                                site.require(
                                        site.attrs().f("p") >= 1,
                                        "p must be 1 or more, found %s",
                                        site.attrs().f("p"));
                                return List.of(site.in(0).withShape(PoolGeometry.check(site).y()));
                            })
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    GRAD_X,
                                                    g.attrs().given(),
                                                    g.input(0),
                                                    g.output(0),
                                                    g.outputGradient(0))))
                    .kernel(LpPool::run)
                    .example(
                            new Example(
                                    SMALL,
                                    List.of(NDArray.of(Shape.of(1, 1, 2, 2), 3f, 0, 0, -4)),
                                    List.of(NDArray.of(Shape.of(1, 1, 1, 1), 5f))))
                    .build();

    private LpPool() {}

    private static void run(Operands o) {
        PoolGeometry g = PoolGeometry.of(o.attrs(), o.inShape(0));
        double p = o.attrs().f("p");
        double[] x = o.in(0);
        double[] y = o.out(0);
        g.forEachPosition(
                (plane, yAt, top, bottom, left, right) -> {
                    double sum = 0;
                    for (int r = top; r < bottom; r += g.window().dilationH()) {
                        for (int s = left; s < right; s += g.window().dilationW()) {
                            sum += Math.pow(Math.abs(x[plane + (r * g.w() + s) * g.step()]), p);
                        }
                    }
                    y[yAt] = Math.pow(sum, 1 / p);
                });
    }

    private static void gradX(Operands o) {
        PoolGeometry g = PoolGeometry.of(o.attrs(), o.inShape(0));
        double p = o.attrs().f("p");
        double[] x = o.in(0);
        double[] dX = o.out(0);
        Arrays.fill(dX, 0, o.outShape(0).intSize(), 0);
        g.forEachPosition(
                (plane, yAt, top, bottom, left, right) -> {
                    double y = o.in(1)[yAt];
                    double weight = y == 0 ? 0 : o.in(2)[yAt] * Math.pow(y, 1 - p);
                    for (int r = top; r < bottom; r += g.window().dilationH()) {
                        for (int s = left; s < right; s += g.window().dilationW()) {
                            int at = plane + (r * g.w() + s) * g.step();
                            double slope = Math.signum(x[at]) * Math.pow(Math.abs(x[at]), p - 1);
                            dX[at] += weight * slope;
                        }
                    }
                });
    }
}
