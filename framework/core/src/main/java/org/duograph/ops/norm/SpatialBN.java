package org.duograph.ops.norm;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Unusual;
import org.duograph.graph.Value;
import org.duograph.ops.view.Channels;
import org.duograph.ops.view.Window;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Batch normalisation of channels. In training it normalises by the batch's own mean and variance
 * and moves the running ones towards them; with {@code is_test=1} it uses the running ones.
 *
 * <p>Variances are biased (divided by the number of elements), as on Caffe2's CPU. Source: Ioffe
 * and Szegedy, "Batch normalization", 2015.
 */
public final class SpatialBN {
    /** The attributes, which its gradient shares. */
    static final List<Attr> ATTRS =
            List.of(
                    Attr.ofInt("is_test", 0, "1: normalise by the running mean and variance."),
                    Attr.ofFloat("epsilon", 1e-5, "Added to the variance."),
                    Attr.ofFloat("momentum", 0.9, "What the running numbers keep of themselves."),
                    Window.CHANNELS_LAST);

    private static final Shape C2 = Shape.of(2);

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("SpatialBN")
                    .mayDiffer(
                            "Where a scale is infinite, results may be so instead of NaN.",
                            Unusual.INFINITY)
                    .summary(
                            "Normalises each channel to mean 0 and variance 1, scales and shifts"
                                    + " it.")
                    .formula("Y = (X - mean[c]) / sqrt(var[c] + epsilon) * scale[c] + bias[c]")
                    .input("X", "N x C x ... (or N x ... x C)")
                    .input("scale", "C numbers")
                    .input("bias", "C numbers")
                    .input("mean", "the running mean, C numbers")
                    .input("var", "the running variance, C numbers")
                    .output("Y", "the shape of X")
                    .optionalOutput("running_mean", "in training: mean * momentum + batch's * rest")
                    .optionalOutput("running_var", "in training: var * momentum + batch's * rest")
                    .optionalOutput("saved_mean", "in training: the batch's mean")
                    .optionalOutput("saved_inv_std", "in training: 1 / sqrt(variance + epsilon)")
                    .attrs(ATTRS)
                    .inPlace(0, 0)
                    .inPlace(1, 3)
                    .inPlace(2, 4)
                    .types(SpatialBN::types)
                    .gradient(SpatialBN::gradient)
                    .withRelu("SpatialBNRelu")
                    .byImageWhen(node -> node.attrs().flag("is_test"))
                    .kernel(SpatialBN::run)
                    .example(
                            new Example(
                                    Map.of("epsilon", 3),
                                    List.of(
                                            NDArray.of(Shape.of(2, 1), 1f, 3f),
                                            NDArray.vector(2),
                                            NDArray.vector(10),
                                            NDArray.vector(0),
                                            NDArray.vector(0)),
                                    List.of(
                                            NDArray.of(Shape.of(2, 1), 9f, 11f),
                                            NDArray.vector(0.2f),
                                            NDArray.vector(0.1f),
                                            NDArray.vector(2),
                                            NDArray.vector(0.5f))))
                    .sample(sample(Map.of(), Shape.of(3, 2, 4, 3)))
                    .sample(sample(Map.of("channels_last", 1), Shape.of(3, 4, 3, 2)))
                    .sample(sample(Map.of(), Shape.of(5, 2)))
                    .sample(sample(Map.of("is_test", 1), Shape.of(3, 2, 4, 3)))
                    .wide(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(2, 32, 6, 5), -1, 1),
                                    Sample.real(Shape.of(32), 0.5, 1.5),
                                    Sample.real(Shape.of(32), 0.5, 1.5),
                                    Sample.real(Shape.of(32), 0.5, 1.5),
                                    Sample.real(Shape.of(32), 0.5, 1.5)))
                    .wide(
                            Sample.of(
                                    Map.of("is_test", 1),
                                    Sample.real(Shape.of(2, 32, 6, 5), -1, 1),
                                    Sample.real(Shape.of(32), 0.5, 1.5),
                                    Sample.real(Shape.of(32), 0.5, 1.5),
                                    Sample.real(Shape.of(32), 0.5, 1.5),
                                    Sample.real(Shape.of(32), 0.5, 1.5)))
                    .build();

    private SpatialBN() {}

    static Sample sample(Map<String, ?> attrs, Shape x) {
        return Sample.of(
                attrs,
                Sample.real(x, -1, 1),
                Sample.real(C2, 0.5, 1.5),
                Sample.real(C2, -1, 1),
                Sample.real(C2, -1, 1),
                Sample.real(C2, 0.5, 1.5));
    }

    static List<ArrayType> types(TypeRule.Site site) {
        Channels c = Channels.check(site);
        for (int i = 1; i < 5; i++) {
            c.requireOnePerChannel(site, i);
        }
        if (site.attrs().flag("is_test")) {
            return List.of(site.in(0));
        }
        ArrayType perChannel = site.in(1);
        return List.of(site.in(0), site.in(3), site.in(4), perChannel, perChannel);
    }

    private static void gradient(GradientRule.Site g) {
        boolean test = g.attrs().flag("is_test");
        Value mean = test ? g.input(3) : g.output(3);
        Value spread = test ? g.input(4) : g.output(4);
        g.stop(3);
        g.stop(4);
        g.inputGradients(
                g.appendNode(
                        SpatialBNGrad.OP,
                        g.attrs().given(),
                        g.input(0),
                        g.input(1),
                        mean,
                        spread,
                        g.outputGradient(0)));
    }

    private static void run(Operands o) {
        Channels g = Channels.of(o.attrs(), o.inShape(0));
        double epsilon = o.attrs().f("epsilon");
        boolean test = o.attrs().flag("is_test");
        boolean given = test || g.each() == 0; // no image has no mean: the running one is kept
        double[] x = o.in(0);
        for (int c = 0; c < g.count(); c++) {
            double mean = given ? o.in(3)[c] : mean(x, g, c);
            double variance = given ? o.in(4)[c] : variance(x, g, c, mean);
            double invStd = 1 / Math.sqrt(variance + epsilon);
            double factor = invStd * o.in(1)[c];
            normalise(x, g, c, factor, o.in(2)[c] - mean * factor, o.out(0));
            if (!test) {
                double keep = o.attrs().f("momentum");
                o.out(1)[c] = o.in(3)[c] * keep + mean * (1 - keep);
                o.out(2)[c] = o.in(4)[c] * keep + variance * (1 - keep);
                o.out(3)[c] = mean;
                o.out(4)[c] = invStd;
            }
        }
    }

    private static double mean(double[] x, Channels g, int c) {
        double sum = 0;
        for (int n = 0; n < g.outer(); n++) {
            int at = g.at(n, c);
            for (int i = at; i < at + g.inner(); i++) {
                sum += x[i];
            }
        }
        return sum / g.each();
    }

    private static double variance(double[] x, Channels g, int c, double mean) {
        double sum = 0;
        for (int n = 0; n < g.outer(); n++) {
            int at = g.at(n, c);
            for (int i = at; i < at + g.inner(); i++) {
                sum += (x[i] - mean) * (x[i] - mean);
            }
        }
        return sum / g.each();
    }

    private static void normalise(
            double[] x, Channels g, int c, double factor, double shift, double[] y) {
        for (int n = 0; n < g.outer(); n++) {
            int at = g.at(n, c);
            for (int i = at; i < at + g.inner(); i++) {
                y[i] = x[i] * factor + shift;
            }
        }
    }
}
