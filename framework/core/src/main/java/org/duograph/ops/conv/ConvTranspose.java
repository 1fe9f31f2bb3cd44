package org.duograph.ops.conv;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Unusual;
import org.duograph.graph.Value;
import org.duograph.ops.product.Bilinear;
import org.duograph.ops.view.Products;
import org.duograph.ops.view.Window;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Transposed convolution: the convolution that would make X from Y, turned round. So its forward
 * pass is the gradient of that convolution with respect to its images, and its own gradient with
 * respect to X is that convolution.
 */
public final class ConvTranspose {
    private static final String SPREADS =
            "Where padding is multiplied such a number spreads to others near by.";

    private static final List<Attr> ATTRS =
            Window.attrs(
                    Window.sides("adj", 0, "Rows and columns to add at the end of Y, or [h, w]."));

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("ConvTransposeGradX")
                    .mayDiffer(SPREADS, Unusual.NAN, Unusual.INFINITY)
                    .summary("The gradient of ConvTranspose with respect to X: a convolution.")
                    .input("W", "the filters")
                    .input("dY", "the gradient of Y")
                    .shapeOf("X", "the images")
                    .output("dX", "the gradient of X")
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(2)))
                    .flops(new Products("dX", "W"))
                    .gradient(
                            g -> Bilinear.ofGradX(g, ConvTranspose.GRAD_W, ConvTranspose::unbiased))
                    .kernel(ConvTranspose::gradX)
                    .example(
                            new Example(
                                    Map.of("kernel", 2),
                                    List.of(
                                            image(2, 2, 1, 2, 3, 4),
                                            image(2, 2, 1, 10, 100, 1000),
                                            image(1, 1, 0)),
                                    List.of(image(1, 1, 4321))))
                    .sample(
                            Sample.of(
                                    Map.of("kernel", 3, "stride", 2),
                                    Shape.of(3, 4, 3, 3),
                                    Shape.of(2, 4, 7, 5),
                                    Shape.of(2, 3, 3, 2)))
                    .build();

    /** The gradient of W. */
    public static final OpDef GRAD_W =
            OpDef.named("ConvTransposeGradW")
                    .mayDiffer(SPREADS, Unusual.NAN, Unusual.INFINITY)
                    .summary("The gradient of ConvTranspose with respect to W.")
                    .input("X", "the images")
                    .input("dY", "the gradient of Y")
                    .shapeOf("W", "the filters")
                    .output("dW", "the gradient of W")
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(2)))
                    .flops(new Products("X", "dW"))
                    .gradient(g -> Bilinear.ofGradW(g, GRAD_X, ConvTranspose::unbiased))
                    .kernel(ConvTranspose::gradW)
                    .example(
                            new Example(
                                    Map.of("kernel", 2),
                                    List.of(
                                            image(1, 1, 3),
                                            image(2, 2, 1, 2, 3, 4),
                                            image(2, 2, 0, 0, 0, 0)),
                                    List.of(image(2, 2, 3, 6, 9, 12))))
                    .sample(
                            Sample.of(
                                    Map.of("kernel", 3, "stride", 2),
                                    Shape.of(2, 3, 3, 2),
                                    Shape.of(2, 4, 7, 5),
                                    Shape.of(3, 4, 3, 3)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("ConvTranspose")
                    .mayDiffer(
                            "Where a filter holds such a number, zeros between pixels are multiplied by it, too.",
                            Unusual.NAN,
                            Unusual.INFINITY)
                    .summary("Spreads each pixel over a window, weighted by a filter, and adds up.")
                    .formula(
                            "Y[n, m, i*stride - pad_top + u, j*stride - pad_left + v] +="
                                    + " sum over c of X[n, c, i, j] * W[c, m, u, v]; plus b[m]")
                    .input("X", "images, N x C x H x W (or N x H x W x C)")
                    .input("W", "filters, C x M x kh x kw (or C x kh x kw x M)")
                    .optionalInput("b", "bias, M")
                    .output("Y", "N x M x oh x ow, oh = (H - 1) * stride + kh + adj - pads")
                    .attrs(ATTRS)
                    .types(ConvTranspose::types)
                    .gradient(ConvTranspose::gradient)
                    .flops(new Products("X", "W"))
                    .kernel(ConvTranspose::run)
                    .example(
                            new Example(
                                    Map.of("kernel", 2, "stride", 2),
                                    List.of(image(1, 2, 1, 2), image(2, 2, 1, 10, 100, 1000)),
                                    List.of(image(2, 4, 1, 10, 2, 20, 100, 1000, 200, 2000))))
                    .sample(sample(Map.of("kernel", 3, "stride", 2)))
                    .sample(sample(Map.of("kernel", 3, "stride", 2, "pad", 1, "adj", 1)))
                    .sample(sample(Map.of("kernel", List.of(3, 3), "pad", List.of(1, 2, 0, 0))))
                    .sample(
                            Sample.of(
                                    Map.of("kernel", 3, "stride", 2, "channels_last", 1),
                                    Shape.of(2, 3, 2, 3),
                                    Shape.of(3, 3, 3, 4)))
                    .wide(
                            Sample.of(
                                    Map.of("kernel", 3, "stride", 2, "pad", 1, "adj", 1),
                                    Shape.of(2, 32, 5, 6),
                                    Shape.of(32, 16, 3, 3),
                                    Shape.of(16)))
                    .build();

    private ConvTranspose() {}

    private static NDArray image(int h, int w, float... pixels) {
        return NDArray.of(Shape.of(1, 1, h, w), pixels);
    }

    private static Sample sample(Map<String, ?> attrs) {
        return Sample.of(attrs, Shape.of(2, 3, 3, 2), Shape.of(3, 4, 3, 3), Shape.of(4));
    }

    /** The convolution that makes X from Y. */
    public static ConvGeometry turnedRound(Attrs attrs, Shape x, Shape weights) {
        boolean nhwc = attrs.flag("channels_last");
        int h = x.dim(nhwc ? 1 : 2);
        int w = x.dim(nhwc ? 2 : 3);
        int kh = weights.dim(nhwc ? 1 : 2);
        int kw = weights.dim(nhwc ? 2 : 3);
        Window k = Window.of(attrs, h, w, kh, kw);
        int[] adj = Window.two(attrs, "adj");
        int oh = out(h, k.strideH(), kh, adj[0], k.padTop() + k.padBottom());
        int ow = out(w, k.strideW(), kw, adj[1], k.padLeft() + k.padRight());
        int m = weights.dim(nhwc ? 3 : 1);
        return new ConvGeometry(x.dim(0), m, oh, ow, weights.dim(0), h, w, 1, k, nhwc);
    }

    private static int out(long in, int stride, int kernel, int adj, int pads) {
        return Shape.extent(Math.max(0, (in - 1) * stride + kernel + adj - pads));
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        site.requireRank(0, 4);
        site.requireRank(1, 4);
        boolean nhwc = site.attrs().flag("channels_last");
        int channels = site.shape(0).dim(nhwc ? 3 : 1);
        site.require(
                site.shape(1).dim(0) == channels,
                "X has %d channels, but W %s fits %d",
                channels,
                site.shape(1),
                site.shape(1).dim(0));
        ConvGeometry g = turnedRound(site.attrs(), site.shape(0), site.shape(1));
        g.window().checkKernel(site, nhwc ? 1 : 2);
        site.require(g.h() > 0 && g.w() > 0, "the pads leave nothing of Y: %dx%d", g.h(), g.w());
        site.require(
                g.window().outHeight(g.h()) == g.oh() && g.window().outWidth(g.w()) == g.ow(),
                "adj must be smaller than the stride, found %s",
                site.attrs());
        if (site.has(2)) {
            site.require(
                    site.shape(2).equals(Shape.of(g.c())),
                    "b must have one number per output channel (%d), found %s",
                    g.c(),
                    site.in(2));
        }
        return List.of(site.in(0).withShape(g.x()));
    }

    private static Value unbiased(GradientRule.Site g, Value x, Value w) {
        return g.append(OP, g.attrs().given(), x, w);
    }

    private static void gradient(GradientRule.Site g) {
        Bilinear.ofLayer(g, GRAD_X, GRAD_W);
        if (g.has(2)) {
            Map<String, ?> order = Map.of("channels_last", g.attrs().i("channels_last"));
            g.inputGradient(2, g.append(Conv.GRAD_B, order, g.outputGradient(0)));
        }
    }

    private static void run(Operands o) {
        ConvGeometry g = turnedRound(o.attrs(), o.inShape(0), o.inShape(1));
        Conv.fillChannels(o, g.c(), o.has(2) ? o.in(2) : new double[g.c()]);
        new ConvTaps(g).addX(o.in(0), o.in(1), o.out(0));
    }

    private static void gradX(Operands o) {
        ConvGeometry g = turnedRound(o.attrs(), o.inShape(2), o.inShape(0));
        Arrays.fill(o.out(0), 0, o.outShape(0).intSize(), 0);
        new ConvTaps(g).addY(o.in(1), o.in(0), o.out(0));
    }

    private static void gradW(Operands o) {
        ConvGeometry g = turnedRound(o.attrs(), o.inShape(0), o.inShape(2));
        Arrays.fill(o.out(0), 0, o.outShape(0).intSize(), 0);
        new ConvTaps(g).addW(o.in(1), o.in(0), o.out(0));
    }
}
