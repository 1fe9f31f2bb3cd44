package org.duograph.ops.optimizer;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * By how much a layer's learning rate is to differ from that of all (You et al., "Large Batch
 * Training of Convolutional Networks", 2017).
 */
public final class Lars {
    private static final Sample.Input ONE = Sample.real(Shape.of(1), 0.1, 1);

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Lars")
                    .summary("The factor of a layer's learning rate, by the sizes of its weights.")
                    .formula(
                            "Y = clip(trust / (|dX| / |X| + wd + offset), lr_min, lr_max), and"
                                    + " clip(1, lr_min, lr_max) where |X| = 0; |.| is the square"
                                    + " root of the sum of squares")
                    .input("X", "the parameter")
                    .input("dX", "its gradient, the shape of X")
                    .input("wd", "the weight decay, one number")
                    .optionalInput("trust", "the layer's trust, one number; 1 if left out")
                    .optionalInput(
                            "lr_max", "the greatest factor, one number; no bound if left out")
                    .output("Y", "a vector of 1")
                    .attrs(
                            Attr.ofFloat("offset", 0.5, "Keeps the denominator from zero."),
                            Attr.ofFloat("lr_min", 0.02, "The least factor."))
                    .types(
                            site -> {
                                site.requireSameShape(0, 1);
                                site.requireNotNegative("offset", "lr_min");
                                for (int i = 2; i < site.count(); i++) {
                                    site.requireOne(i);
                                }
                                return List.of(site.in(0).withShape(Shape.of(1)));
                            })
                    .kernel(Lars::run)
                    .example(
                            new Example(
                                    Map.of("offset", 0),
                                    List.of(
                                            NDArray.vector(3, 4),
                                            NDArray.vector(6, 8),
                                            NDArray.vector(0.5f),
                                            NDArray.vector(1),
                                            NDArray.vector(10)),
                                    List.of(NDArray.vector(0.4f))))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(2, 3), -1, 1),
                                    Sample.real(Shape.of(2, 3), -1, 1),
                                    ONE,
                                    ONE,
                                    ONE))
                    .build();

    private Lars() {}

    private static double norm(double[] x, int size) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += x[i] * x[i];
        }
        return Math.sqrt(sum);
    }

    private static void run(Operands o) {
        int size = o.inShape(0).intSize();
        double x = norm(o.in(0), size);
        double trust = o.has(3) ? o.in(3)[0] : 1;
        double most = o.has(4) ? o.in(4)[0] : Double.POSITIVE_INFINITY;
        double factor = 1;
        if (x > 0) {
            double ratio = norm(o.in(1), size) / x;
            factor = trust / (ratio + o.in(2)[0] + o.attrs().f("offset"));
        }
        o.out(0)[0] = Math.max(Math.min(factor, most), o.attrs().f("lr_min"));
    }
}
