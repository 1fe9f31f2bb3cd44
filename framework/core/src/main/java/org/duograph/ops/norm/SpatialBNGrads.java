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
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The operators of {@link SpatialBN}'s gradient.
 *
 * <p>In training the mean and the variance depend on X too, which takes away from dX its part along
 * a constant and its part along the normalised X. With {@code is_test=1} they are constants.
 */
public final class SpatialBNGrads {
    private static final Shape C2 = Shape.of(2);
    private static final String MEAN_DOC = "the mean that X was normalised by, C numbers";
    private static final String SPREAD_DOC =
            "1 / sqrt(variance + epsilon), C numbers; with is_test the running variance itself";

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("SpatialBNGradX")
                    .mayDiffer(
                            "With is_test, X is not looked at, so that dX may be finite where X is not.",
                            Unusual.NAN,
                            Unusual.INFINITY)
                    .summary("The gradient of SpatialBN with respect to X.")
                    .formula(
                            "dX = scale * inv_std * (dY - mean(dY) - z * mean(dY * z)),"
                                    + " z = (X - mean) * inv_std; with is_test scale * inv_std * dY")
                    .input("X", "the input of SpatialBN")
                    .input("scale", "C numbers")
                    .input("mean", MEAN_DOC)
                    .input("inv_std", SPREAD_DOC)
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .attrs(SpatialBN.ATTRS)
                    .inPlace(0, 4)
                    .types(TypeRule.sameAs(0))
                    .kernel(SpatialBNGrads::gradX)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            column(1, 3),
                                            NDArray.vector(2),
                                            NDArray.vector(2),
                                            NDArray.vector(0.5f),
                                            column(1, 0)),
                                    List.of(column(0.375f, -0.375f))))
                    .sample(sample(Map.of(), Shape.of(3, 2, 4), true))
                    .sample(sample(Map.of("order", "NHWC", "is_test", 1), Shape.of(3, 4, 2), true))
                    .build();

    /** The gradient of scale. */
    public static final OpDef GRAD_SCALE =
            OpDef.named("SpatialBNGradScale")
                    .summary("The gradient of SpatialBN with respect to scale.")
                    .formula("dscale[c] = sum of dY * (X - mean) * inv_std")
                    .input("X", "the input of SpatialBN")
                    .input("mean", MEAN_DOC)
                    .input("inv_std", SPREAD_DOC)
                    .input("dY", "the gradient of Y")
                    .output("dscale", "the gradient of scale")
                    .attrs(SpatialBN.ATTRS)
                    .types(TypeRule.sameAs(1))
                    .kernel(SpatialBNGrads::gradScale)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            column(1, 3),
                                            NDArray.vector(2),
                                            NDArray.vector(0.5f),
                                            column(1, 5)),
                                    List.of(NDArray.vector(2))))
                    .sample(sample(Map.of(), Shape.of(3, 2, 4), false))
                    .build();

    /** The gradient of bias. */
    public static final OpDef GRAD_BIAS =
            OpDef.named("SpatialBNGradBias")
                    .summary("The gradient of SpatialBN with respect to bias.")
                    .formula("dbias[c] = sum of dY")
                    .input("dY", "the gradient of Y")
                    .output("dbias", "the gradient of bias")
                    .attrs(SpatialBN.ATTRS)
                    .types(site -> List.of(site.in(0).withShape(Channels.check(site).count())))
                    .kernel(SpatialBNGrads::gradBias)
                    .example(
                            new Example(
                                    Map.of(), List.of(column(1, 5)), List.of(NDArray.vector(6))))
                    .sample(Sample.of(Map.of(), Shape.of(3, 2, 4)))
                    .sample(Sample.of(Map.of("order", "NHWC"), Shape.of(3, 4, 2)))
                    .build();

    private SpatialBNGrads() {}

    /** Two images of one channel of one pixel. */
    private static NDArray column(float first, float second) {
        return NDArray.of(Shape.of(2, 1), first, second);
    }

    private static Sample sample(Map<String, ?> attrs, Shape x, boolean withScale) {
        Sample.Input image = Sample.real(x, -1, 1);
        Sample.Input spread = Sample.real(C2, 0.5, 1.5);
        return withScale
                ? Sample.of(attrs, image, spread, Sample.real(C2, -1, 1), spread, image)
                : Sample.of(attrs, image, Sample.real(C2, -1, 1), spread, image);
    }

    private static double invStd(Operands o, double given) {
        boolean test = o.attrs().flag("is_test");
        return test ? 1 / Math.sqrt(given + o.attrs().f("epsilon")) : given;
    }

    private static void gradX(Operands o) {
        Channels g = Channels.of(o.attrs(), o.inShape(0));
        boolean test = o.attrs().flag("is_test");
        double[] x = o.in(0);
        double[] dY = o.in(4);
        double[] dX = o.out(0);
        for (int c = 0; c < g.count(); c++) {
            double mean = o.in(2)[c];
            double invStd = invStd(o, o.in(3)[c]);
            double factor = o.in(1)[c] * invStd;
            double constant = test ? 0 : sum(dY, g, c) / g.each();
            double along = test ? 0 : dot(x, mean, dY, g, c) * invStd * invStd / g.each();
            for (int n = 0; n < g.outer(); n++) {
                int at = g.at(n, c);
                for (int i = at; i < at + g.inner(); i++) {
                    dX[i] = factor * (dY[i] - constant - (x[i] - mean) * along);
                }
            }
        }
    }

    private static void gradScale(Operands o) {
        Channels g = Channels.of(o.attrs(), o.inShape(0));
        for (int c = 0; c < g.count(); c++) {
            double invStd = invStd(o, o.in(2)[c]);
            o.out(0)[c] = dot(o.in(0), o.in(1)[c], o.in(3), g, c) * invStd;
        }
    }

    private static void gradBias(Operands o) {
        Channels g = Channels.of(o.attrs(), o.inShape(0));
        for (int c = 0; c < g.count(); c++) {
            o.out(0)[c] = sum(o.in(0), g, c);
        }
    }

    private static double sum(double[] dY, Channels g, int c) {
        double sum = 0;
        for (int n = 0; n < g.outer(); n++) {
            int at = g.at(n, c);
            for (int i = at; i < at + g.inner(); i++) {
                sum += dY[i];
            }
        }
        return sum;
    }

    private static double dot(double[] x, double mean, double[] dY, Channels g, int c) {
        double sum = 0;
        for (int n = 0; n < g.outer(); n++) {
            int at = g.at(n, c);
            for (int i = at; i < at + g.inner(); i++) {
                sum += (x[i] - mean) * dY[i];
            }
        }
        return sum;
    }
}
