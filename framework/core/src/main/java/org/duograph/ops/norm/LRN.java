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
import org.duograph.ops.view.Channels;
import org.duograph.ops.view.MatrixProduct;
import org.duograph.ops.view.Window;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Local response normalisation across channels.
 *
 * <p>Alpha is divided by the window's size (Caffe2; TensorFlow does not). Source: Krizhevsky et
 * al., "ImageNet classification with deep convolutional neural networks", 2012.
 */
public final class LRN {
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.ofInt("size", 1, "Channels in the window; an odd number."),
                    Attr.ofFloat("alpha", 0, "The weight of the mean square."),
                    Attr.ofFloat("beta", 0, "The exponent."),
                    Attr.ofFloat("bias", 1, "What the mean square is added to."),
                    Window.CHANNELS_LAST);

    private static final Map<String, ?> SMALL =
            Map.of("size", 3, "alpha", 0.5, "beta", 0.75, "bias", 2);

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("LRNGradX")
                    .summary("The gradient of LRN with respect to X.")
                    .formula(
                            "dX[c] = dY[c] * scale[c] ^ -beta - 2 * alpha * beta / size * X[c]"
                                    + " * (sum over the window of dY * Y / scale)")
                    .input("X", "the input of LRN")
                    .input("Y", "the output of LRN")
                    .input("scale", "the second output of LRN")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .attrs(ATTRS)
                    .types(TypeRule.sameAs(0))
                    .kernel(LRN::gradX)
                    .example(
                            new Example(
                                    Map.of("size", 1, "alpha", 1, "beta", 1),
                                    List.of(column(2), column(0.4f), column(5), column(1)),
                                    List.of(column(-0.12f))))
                    .sample(
                            Sample.of(
                                    SMALL,
                                    Sample.real(Shape.of(2, 5, 3), -1, 1),
                                    Sample.real(Shape.of(2, 5, 3), -1, 1),
                                    Sample.real(Shape.of(2, 5, 3), 1, 2),
                                    Sample.real(Shape.of(2, 5, 3), -1, 1)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("LRN")
                    .mayDiffer(
                            "Such a number may spread to the channels and pixels of its block.",
                            Unusual.NAN,
                            Unusual.INFINITY)
                    .summary("Divides each number by the size of its neighbours in other channels.")
                    .formula(
                            "Y = X / scale ^ beta, scale[c] = bias + alpha / size"
                                    + " * (sum of X ^ 2 over size channels around c)")
                    .input("X", "N x C x ... (or N x ... x C)")
                    .output("Y", "the shape of X")
                    .auxiliaryOutput("scale", "the shape of X")
                    .attrs(ATTRS)
                    .types(LRN::types)
                    .gradient(LRN::gradient)
                    .kernel(LRN::run)
                    .example(
                            new Example(
                                    Map.of("size", 3, "alpha", 3, "beta", 1),
                                    List.of(NDArray.of(Shape.of(1, 3, 1, 1), 1f, 2, 0)),
                                    List.of(
                                            NDArray.of(Shape.of(1, 3, 1, 1), 1f / 6, 2f / 6, 0),
                                            NDArray.of(Shape.of(1, 3, 1, 1), 6f, 6, 5))))
                    .sample(Sample.of(SMALL, Shape.of(2, 5, 3, 2)))
                    .sample(
                            Sample.of(
                                    Map.of("size", 5, "alpha", 1, "beta", 0.5, "channels_last", 1),
                                    Shape.of(2, 3, 2, 4)))
                    .wide(
                            Sample.of(
                                    Map.of("size", 5, "alpha", 0.5, "beta", 0.75),
                                    Shape.of(2, 32, 5, 6)))
                    .build();

    private LRN() {}

    private static NDArray column(float number) {
        return NDArray.of(Shape.of(1, 1, 1, 1), number);
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        Channels.check(site);
        long size = site.attrs().i("size");
        site.require(size > 0 && size % 2 == 1, "size must be odd, found %d", size);
        return List.of(site.in(0), site.in(0));
    }

    private static void gradient(GradientRule.Site g) {
        g.inputGradient(
                0,
                g.append(
                        GRAD_X,
                        g.attrs().given(),
                        g.input(0),
                        g.output(0),
                        g.output(1),
                        g.outputGradient(0)));
    }

    private static void run(Operands o) {
        double bias = o.attrs().f("bias");
        double beta = o.attrs().f("beta");
        double[] x = o.in(0);
        double[] y = o.out(0);
        double[] scale = o.out(1);
        int size = o.outShape(0).intSize();
        double[] squares = new double[size];
        for (int i = 0; i < size; i++) {
            squares[i] = x[i] * x[i];
        }
        addWindow(o, squares, scale);
        double weight = o.attrs().f("alpha") / o.attrs().i("size");
        for (int i = 0; i < size; i++) {
            scale[i] = bias + weight * scale[i];
            y[i] = x[i] * Math.pow(scale[i], -beta);
        }
    }

    private static void gradX(Operands o) {
        double beta = o.attrs().f("beta");
        double[] x = o.in(0);
        double[] y = o.in(1);
        double[] scale = o.in(2);
        double[] dY = o.in(3);
        double[] dX = o.out(0);
        int size = o.outShape(0).intSize();
        double[] ratios = new double[size];
        for (int i = 0; i < size; i++) {
            ratios[i] = dY[i] * y[i] / scale[i];
        }
        addWindow(o, ratios, dX);
        double weight = 2 * o.attrs().f("alpha") * beta / o.attrs().i("size");
        for (int i = 0; i < size; i++) {
            dX[i] = dY[i] * Math.pow(scale[i], -beta) - weight * x[i] * dX[i];
        }
    }

    /** Writes into each element of {@code sums} the sum of the terms in the window around it. */
    private static void addWindow(Operands o, double[] terms, double[] sums) {
        Channels g = Channels.of(o.attrs(), o.outShape(0));
        int reach = Math.min(g.count(), (o.attrs().int32("size") - 1) / 2);
        java.util.Arrays.fill(sums, 0, terms.length, 0);
        for (int n = 0; n < g.outer(); n++) {
            for (int c = 0; c < g.count(); c++) {
                int last = Math.min(g.count() - 1, c + reach);
                for (int d = Math.max(0, c - reach); d <= last; d++) {
                    MatrixProduct.addScaled(terms, g.at(n, d), 1, sums, g.at(n, c), g.inner());
                }
            }
        }
    }
}
