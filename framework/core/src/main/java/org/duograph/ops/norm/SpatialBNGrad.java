package org.duograph.ops.norm;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Unusual;
import org.duograph.ops.view.Channels;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The gradient of {@link SpatialBN}: all three at once, for they share their sums over the images.
 *
 * <p>In training the mean and the variance depend on X too, which takes away from dX its part along
 * a constant and its part along the normalised X. With {@code is_test=1} they are constants.
 */
public final class SpatialBNGrad {
    private static final Shape C2 = Shape.of(2);

    /** The gradients of X, scale and bias. */
    public static final OpDef OP =
            OpDef.named("SpatialBNGrad")
                    .mayDiffer(
                            "With is_test, dX does not depend on X, so that it may be finite where X"
                                    + " is not.",
                            Unusual.NAN,
                            Unusual.INFINITY)
                    .summary("The gradients of SpatialBN with respect to X, scale and bias.")
                    .formula(
                            "dscale[c] = sum of dY * z, dbias[c] = sum of dY,"
                                    + " dX = scale * inv_std * (dY - mean(dY) - z * mean(dY * z)),"
                                    + " z = (X - mean) * inv_std; with is_test dX is"
                                    + " scale * inv_std * dY")
                    .input("X", "the input of SpatialBN")
                    .input("scale", "C numbers")
                    .input("mean", "the mean that X was normalised by, C numbers")
                    .input(
                            "inv_std",
                            "1 / sqrt(variance + epsilon), C numbers; with is_test the running"
                                    + " variance itself")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .output("dscale", "the gradient of scale")
                    .output("dbias", "the gradient of bias")
                    .attrs(SpatialBN.ATTRS)
                    .inPlace(0, 4)
                    .types(SpatialBNGrad::types)
                    .kernel(SpatialBNGrad::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            column(1, 3),
                                            NDArray.vector(2),
                                            NDArray.vector(2),
                                            NDArray.vector(0.5f),
                                            column(1, 0)),
                                    List.of(
                                            column(0.375f, -0.375f),
                                            NDArray.vector(-0.5f),
                                            NDArray.vector(1))))
                    .sample(sample(Map.of(), Shape.of(3, 2, 4)))
                    .sample(sample(Map.of("channels_last", 1), Shape.of(3, 4, 2)))
                    .sample(sample(Map.of("channels_last", 1, "is_test", 1), Shape.of(3, 4, 2)))
                    .wide(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(2, 32, 6, 5), -1, 1),
                                    Sample.real(Shape.of(32), 0.5, 1.5),
                                    Sample.real(Shape.of(32), 0.5, 1.5),
                                    Sample.real(Shape.of(32), 0.5, 1.5),
                                    Sample.real(Shape.of(2, 32, 6, 5), -1, 1)))
                    .build();

    private SpatialBNGrad() {}

    /** Two images of one channel of one pixel. */
    private static NDArray column(float first, float second) {
        return NDArray.of(Shape.of(2, 1), first, second);
    }

    private static Sample sample(Map<String, ?> attrs, Shape x) {
        Sample.Input image = Sample.real(x, -1, 1);
        Sample.Input spread = Sample.real(C2, 0.5, 1.5);
        return Sample.of(attrs, image, spread, Sample.real(C2, -1, 1), spread, image);
    }

    static List<ArrayType> types(TypeRule.Site site) {
        Channels.check(site).requireOnePerChannel(site, 1);
        return List.of(site.in(0), site.in(1), site.in(1));
    }

    private static void run(Operands o) {
        run(o, o.in(4));
    }

    /** With a gradient of Y that may be another than that which was given. */
    static void run(Operands o, double[] dY) {
        Channels g = Channels.of(o.attrs(), o.inShape(0));
        boolean test = o.attrs().flag("is_test");
        double[] x = o.in(0);
        double[] dX = o.out(0);
        for (int c = 0; c < g.count(); c++) {
            double mean = o.in(2)[c];
            double spread = o.in(3)[c];
            double invStd = test ? 1 / Math.sqrt(spread + o.attrs().f("epsilon")) : spread;
            double sum = 0;
            double dot = 0;
            for (int n = 0; n < g.outer(); n++) {
                int at = g.at(n, c);
                for (int i = at; i < at + g.inner(); i++) {
                    sum += dY[i];
                    dot += (x[i] - mean) * dY[i];
                }
            }
            double factor = o.in(1)[c] * invStd;
            double constant = test ? 0 : sum / g.each();
            double along = test ? 0 : dot * invStd * invStd / g.each();
            for (int n = 0; n < g.outer(); n++) {
                int at = g.at(n, c);
                for (int i = at; i < at + g.inner(); i++) {
                    dX[i] = factor * (dY[i] - constant - (x[i] - mean) * along);
                }
            }
            o.out(1)[c] = dot * invStd;
            o.out(2)[c] = sum;
        }
    }
}
