package org.duograph.ops.conv;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Unusual;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.ops.product.Bilinear;
import org.duograph.ops.view.Channels;
import org.duograph.ops.view.Products;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Two-dimensional convolution (in fact cross-correlation: the kernel is not flipped), with strides,
 * padding, dilation and groups.
 *
 * <p>One gradient operator per input: a net that does not train its first layer never pays for the
 * gradient of the images.
 */
public final class Conv {
    private static final String SPREADS =
            "Where padding is multiplied, or images and filters are transformed (Winograd), such a"
                    + " number spreads to others near by.";

    /** The gradient of X: each dY is spread over the inputs that it came from. */
    public static final OpDef GRAD_X =
            OpDef.named("ConvGradX")
                    .mayDiffer(SPREADS, Unusual.NAN, Unusual.INFINITY)
                    .summary("The gradient of Conv with respect to X.")
                    .input("W", "the filters")
                    .input("dY", "the gradient of Y")
                    .shapeOf("X", "the images")
                    .output("dX", "the gradient of X")
                    .attrs(ConvGeometry.ATTRS)
                    .types(site -> List.of(site.in(2)))
                    .flops(new Products("dY", "W"))
                    .gradient(g -> Bilinear.ofGradX(g, Conv.GRAD_W, Conv::unbiased))
                    .kernel(Conv::gradX)
                    .example(
                            new Example(
                                    Map.of("kernel", 1),
                                    List.of(image(1, 1, 3), image(1, 2, 1, 2), image(1, 2, 0, 0)),
                                    List.of(image(1, 2, 3, 6))))
                    .sample(gradSample(Map.of("kernel", 3, "pad", 1), 3, 3))
                    .wide(
                            Sample.of(
                                    Map.of("kernel", 3, "pad", 1),
                                    Shape.of(32, 32, 3, 3),
                                    Shape.of(2, 32, 9, 10),
                                    Shape.of(2, 32, 9, 10)))
                    .wide(
                            Sample.of(
                                    Map.of("kernel", 3, "pad", 1),
                                    Shape.of(32, 3, 3, 3),
                                    Shape.of(2, 32, 9, 10),
                                    Shape.of(2, 3, 9, 10)))
                    .build();

    /** The gradient of W: correlates the images with dY. */
    public static final OpDef GRAD_W =
            OpDef.named("ConvGradW")
                    .mayDiffer(SPREADS, Unusual.NAN, Unusual.INFINITY)
                    .summary("The gradient of Conv with respect to W.")
                    .input("X", "the images")
                    .input("dY", "the gradient of Y")
                    .shapeOf("W", "the filters")
                    .output("dW", "the gradient of W")
                    .attrs(ConvGeometry.ATTRS)
                    .types(site -> List.of(site.in(2)))
                    .flops(new Products("dY", "dW"))
                    .gradient(g -> Bilinear.ofGradW(g, GRAD_X, Conv::unbiased))
                    .kernel(Conv::gradW)
                    .example(
                            new Example(
                                    Map.of("kernel", 1),
                                    List.of(image(1, 2, 5, 7), image(1, 2, 1, 2), image(1, 1, 0)),
                                    List.of(image(1, 1, 19))))
                    .sample(
                            Sample.of(
                                    Map.of("kernel", 3, "pad", 1),
                                    Shape.of(2, 3, 5, 4),
                                    Shape.of(2, 4, 5, 4),
                                    Shape.of(4, 3, 3, 3)))
                    .wide(
                            Sample.of(
                                    Map.of("kernel", 3, "pad", 1),
                                    Shape.of(2, 32, 9, 10),
                                    Shape.of(2, 32, 9, 10),
                                    Shape.of(32, 32, 3, 3)))
                    .wide(
                            Sample.of(
                                    Map.of("kernel", 3, "pad", 1),
                                    Shape.of(2, 3, 9, 10),
                                    Shape.of(2, 32, 9, 10),
                                    Shape.of(32, 3, 3, 3)))
                    .build();

    /** The gradient of b: the sum of dY over images, rows and columns. */
    public static final OpDef GRAD_B =
            OpDef.named("ConvGradB")
                    .summary("The gradient of Conv with respect to b.")
                    .formula("db[m] = sum over n, oh, ow of dY[n, m, oh, ow]")
                    .input("dY", "the gradient of Y")
                    .output("db", "the gradient of b, one number per output channel")
                    .attrs(ConvGeometry.ATTRS)
                    .types(
                            site -> {
                                int channels =
                                        site.shape(0)
                                                .dim(site.attrs().flag("channels_last") ? 3 : 1);
                                return List.of(site.in(0).withShape(channels));
                            })
                    .gradient(Conv::gradientOfGradB)
                    .kernel(Conv::gradB)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(image(2, 2, 1, 2, 3, 4).reshape(1, 2, 1, 2)),
                                    List.of(NDArray.vector(3, 7))))
                    .sample(Sample.of(Map.of(), Shape.of(2, 4, 5, 4)))
                    .sample(Sample.of(Map.of("channels_last", 1), Shape.of(2, 5, 4, 3)))
                    .wide(Sample.of(Map.of(), Shape.of(2, 32, 9, 10)))
                    .wide(Sample.of(Map.of(), Shape.of(2, 35, 9, 10)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Conv")
                    .mayDiffer(
                            "Where filters are transformed (Winograd) such a number spreads to pixels near by.",
                            Unusual.NAN,
                            Unusual.INFINITY)
                    .summary("Slides M filters over each image and adds a bias to each result.")
                    .formula(
                            "Y[n, m, i, j] = b[m] + sum over c, u, v of"
                                    + " X[n, c, i*stride - pad_top + u*dilation,"
                                    + " j*stride - pad_left + v*dilation] * W[m, c, u, v],"
                                    + " 0 outside X; c in the group of m")
                    .input("X", "images, N x C x H x W (or N x H x W x C)")
                    .input("W", "filters, M x C/group x kh x kw (or M x kh x kw x C/group)")
                    .optionalInput("b", "bias, M")
                    .output("Y", "N x M x oh x ow (or N x oh x ow x M)")
                    .attrs(ConvGeometry.ATTRS)
                    .types(site -> List.of(site.in(0).withShape(ConvGeometry.check(site).y())))
                    .gradient(Conv::gradient)
                    .flops(new Products("Y", "W"))
                    .byImage()
                    .withRelu("ConvRelu")
                    .kernel(Conv::run)
                    .example(
                            new Example(
                                    Map.of("kernel", 2),
                                    List.of(
                                            image(2, 3, 1, 2, 3, 4, 5, 6),
                                            image(2, 2, 1, 0, 0, 1),
                                            NDArray.vector(10)),
                                    List.of(image(1, 2, 16, 18))))
                    .sample(sample(Map.of("kernel", 3), 3, 3, 4))
                    .sample(sample(Map.of("kernel", 3, "pad", 1, "stride", 2), 3, 3, 4))
                    .sample(sample(Map.of("kernel", 1), 3, 1, 5))
                    .sample(
                            sample(
                                    Map.of("kernel", 2, "dilation", 2, "pad", List.of(1, 0, 0, 0)),
                                    3,
                                    2,
                                    4))
                    .sample(sample(Map.of("kernel", List.of(3, 3), "group", 3), 1, 3, 6))
                    .sample(
                            Sample.of(
                                    Map.of("kernel", 3, "pad", 1, "channels_last", 1),
                                    Shape.of(2, 5, 4, 3),
                                    Shape.of(4, 3, 3, 3),
                                    Shape.of(4)))
                    .sample(
                            Sample.of(
                                    Map.of("kernel", 3, "pad", 1),
                                    Shape.of(2, 3, 5, 4),
                                    Shape.of(4, 3, 3, 3)))
                    .wide(
                            Sample.of(
                                    Map.of("kernel", 3, "pad", 1),
                                    Shape.of(2, 32, 9, 10),
                                    Shape.of(32, 32, 3, 3),
                                    Shape.of(32)))
                    .wide(
                            Sample.of(
                                    Map.of("kernel", 3, "pad", 1),
                                    Shape.of(2, 128, 5, 6),
                                    Shape.of(128, 128, 3, 3),
                                    Shape.of(128)))
                    .wide(
                            Sample.of(
                                    Map.of("kernel", 3, "stride", 2),
                                    Shape.of(2, 3, 12, 11),
                                    Shape.of(32, 3, 3, 3),
                                    Shape.of(32)))
                    .wide(
                            Sample.of(
                                    Map.of("kernel", 3, "group", 2),
                                    Shape.of(2, 32, 7, 7),
                                    Shape.of(32, 16, 3, 3),
                                    Shape.of(32)))
                    .wide(
                            Sample.of(
                                    Map.of("kernel", 3, "group", 32),
                                    Shape.of(2, 32, 7, 7),
                                    Shape.of(32, 1, 3, 3),
                                    Shape.of(32)))
                    .wide(
                            Sample.of(
                                    Map.of("kernel", 1),
                                    Shape.of(2, 5, 6, 6),
                                    Shape.of(7, 5, 1, 1),
                                    Shape.of(7)))
                    .wide(
                            Sample.of(
                                    Map.of("kernel", 3, "pad", 1, "channels_last", 1),
                                    Shape.of(2, 9, 10, 32),
                                    Shape.of(32, 3, 3, 32),
                                    Shape.of(32)))
                    .build();

    private Conv() {}

    /** One image of one channel. */
    private static NDArray image(int h, int w, float... pixels) {
        return NDArray.of(Shape.of(1, 1, h, w), pixels);
    }

    private static Sample sample(Map<String, ?> attrs, int cg, int k, int m) {
        return Sample.of(attrs, Shape.of(2, 3, 6, 5), Shape.of(m, cg, k, k), Shape.of(m));
    }

    private static Sample gradSample(Map<String, ?> attrs, int cg, int k) {
        return Sample.of(attrs, Shape.of(4, cg, k, k), Shape.of(2, 4, 5, 4), Shape.of(2, 3, 5, 4));
    }

    private static Value unbiased(GradientRule.Site g, Value x, Value w) {
        return g.append(OP, g.attrs().given(), x, w);
    }

    private static void gradient(GradientRule.Site g) {
        Bilinear.ofLayer(g, GRAD_X, GRAD_W);
        if (g.has(2)) {
            g.inputGradient(2, g.append(GRAD_B, g.attrs().given(), g.outputGradient(0)));
        }
    }

    private static void gradientOfGradB(GradientRule.Site g) {
        int channels = g.attrs().flag("channels_last") ? 3 : 1;
        Value dB = g.outputGradient(0);
        g.inputGradient(0, new Terms(g).spread(dB, g.input(0), channels));
    }

    private static void run(Operands o) {
        ConvGeometry g = ConvGeometry.of(o.attrs(), o.inShape(0), o.inShape(1));
        fillChannels(o, g.m(), o.has(2) ? o.in(2) : new double[g.m()]);
        new ConvTaps(g).addY(o.in(0), o.in(1), o.out(0));
    }

    /** Sets each channel of the first output to one number. */
    static void fillChannels(Operands o, int m, double[] numbers) {
        Channels y = Channels.of(o.attrs(), o.outShape(0));
        for (int n = 0; n < y.outer(); n++) {
            for (int c = 0; c < m; c++) {
                Arrays.fill(o.out(0), y.at(n, c), y.at(n, c) + y.inner(), numbers[c]);
            }
        }
    }

    private static void gradX(Operands o) {
        ConvGeometry g = ConvGeometry.of(o.attrs(), o.inShape(2), o.inShape(0));
        Arrays.fill(o.out(0), 0, o.outShape(0).intSize(), 0);
        new ConvTaps(g).addX(o.in(1), o.in(0), o.out(0));
    }

    private static void gradW(Operands o) {
        ConvGeometry g = ConvGeometry.of(o.attrs(), o.inShape(0), o.inShape(2));
        Arrays.fill(o.out(0), 0, o.outShape(0).intSize(), 0);
        new ConvTaps(g).addW(o.in(0), o.in(1), o.out(0));
    }

    private static void gradB(Operands o) {
        Channels channels = Channels.of(o.attrs(), o.inShape(0));
        double[] dY = o.in(0);
        double[] db = o.out(0);
        Arrays.fill(db, 0, channels.count(), 0);
        for (int n = 0; n < channels.outer(); n++) {
            for (int c = 0; c < channels.count(); c++) {
                for (int i = 0; i < channels.inner(); i++) {
                    db[c] += dY[channels.at(n, c) + i];
                }
            }
        }
    }
}
