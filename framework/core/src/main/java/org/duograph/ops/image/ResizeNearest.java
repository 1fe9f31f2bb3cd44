package org.duograph.ops.image;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.view.Window;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Images made larger or smaller by repeating or leaving out pixels; {@code UpsampleNearest} is the
 * case of a whole number.
 */
public final class ResizeNearest {
    private static final Attr ORDER = Window.CHANNELS_LAST;
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.ofFloat("height_scale", 1, "Rows of Y per row of X."),
                    Attr.ofFloat("width_scale", 1, "Columns of Y per column of X."),
                    ORDER);

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("ResizeNearestGradX")
                    .summary("The gradient of ResizeNearest with respect to X.")
                    .formula("dX[p] = sum of dY over the pixels that are copies of p")
                    .input("dY", "the gradient of Y")
                    .shapeOf("X", "the images")
                    .output("dX", "the gradient of X")
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(1)))
                    .gradient(GradientRule.linear(0, () -> ResizeNearest.OP))
                    .kernel(o -> map(o.attrs(), o.inShape(1)).scatter(o.in(0), o.out(0)))
                    .example(
                            new Example(
                                    Map.of("width_scale", 2),
                                    List.of(row(1, 2, 3, 4), row(0, 0)),
                                    List.of(row(3, 7))))
                    .sample(
                            Sample.of(
                                    Map.of("width_scale", 2, "height_scale", 1.5),
                                    Shape.of(1, 2, 3, 4),
                                    Shape.of(1, 2, 2, 2)))
                    .wide(
                            Sample.of(
                                    Map.of("height_scale", 3, "width_scale", 2),
                                    Shape.of(2, 35, 15, 12),
                                    Shape.of(2, 35, 5, 6)))
                    .build();

    /** Any scale. */
    public static final OpDef OP =
            OpDef.named("ResizeNearest")
                    .summary("Resizes images by repeating or leaving out pixels.")
                    .formula("Y[n, c, i, j] = X[n, c, i / height_scale, j / width_scale]")
                    .input("X", "N x C x H x W (or N x H x W x C)")
                    .ofType(ElementTypes.NUMBERS)
                    .output("Y", "the same with H * height_scale rows, W * width_scale columns")
                    .attrs(ATTRS)
                    .types(site -> types(site, site.attrs()))
                    .gradient(g -> gradient(g, g.attrs().given()))
                    .kernel(o -> map(o.attrs(), o.inShape(0)).gather(o, 0))
                    .example(
                            new Example(
                                    Map.of("width_scale", 1.5),
                                    List.of(row(1, 2)),
                                    List.of(row(1, 1, 2))))
                    .sample(
                            Sample.of(
                                    Map.of("width_scale", 2, "height_scale", 1.5),
                                    Shape.of(2, 2, 4, 3)))
                    .sample(
                            Sample.of(
                                    Map.of("height_scale", 0.5, "channels_last", 1),
                                    Shape.of(2, 4, 3, 2)))
                    .wide(
                            Sample.of(
                                    Map.of("height_scale", 3, "width_scale", 2),
                                    Shape.of(2, 35, 5, 6)))
                    .build();

    /** A whole number. */
    public static final OpDef UPSAMPLE =
            OpDef.named("UpsampleNearest")
                    .summary("Repeats each pixel scale times in both directions.")
                    .formula("Y[n, c, i, j] = X[n, c, i / scale, j / scale]")
                    .input("X", "N x C x H x W (or N x H x W x C)")
                    .ofType(ElementTypes.NUMBERS)
                    .output("Y", "the same with H * scale rows and W * scale columns")
                    .attrs(Attr.ofInt("scale", 2, "How often."), ORDER)
                    .types(site -> types(site, both(site.attrs())))
                    .gradient(g -> gradient(g, both(g.attrs()).given()))
                    .kernel(o -> map(both(o.attrs()), o.inShape(0)).gather(o, 0))
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(row(1, 2)),
                                    List.of(
                                            NDArray.of(
                                                    Shape.of(1, 1, 2, 4),
                                                    1f,
                                                    1,
                                                    2,
                                                    2,
                                                    1,
                                                    1,
                                                    2,
                                                    2))))
                    .sample(Sample.of(Map.of("scale", 3), Shape.of(2, 2, 2, 3)))
                    .wide(Sample.of(Map.of(), Shape.of(2, 35, 5, 6)))
                    .build();

    private static final double LIMIT = 1L << 31;

    private ResizeNearest() {}

    private static NDArray row(float... pixels) {
        return NDArray.of(Shape.of(1, 1, 1, pixels.length), pixels);
    }

    /** The attributes of UpsampleNearest as those of ResizeNearest. */
    private static Attrs both(Attrs a) {
        long scale = a.atLeast(1, "scale");
        if (scale > LIMIT) {
            throw new IllegalArgumentException("scale must be at most 2^31, found " + scale);
        }
        return Attrs.check(
                OP,
                Map.of(
                        "height_scale",
                        scale,
                        "width_scale",
                        scale,
                        "channels_last",
                        a.i("channels_last")));
    }

    private static List<ArrayType> types(TypeRule.Site site, Attrs a) {
        site.requireRank(0, 4);
        for (String scale : List.of("height_scale", "width_scale")) {
            double s = a.f(scale);
            site.require(
                    s > 0 && s <= LIMIT,
                    "%s must be positive and at most 2^31, found %s",
                    scale,
                    s);
        }
        long oh = scaled(PixelMap.height(a, site.shape(0)), a.f("height_scale"));
        long ow = scaled(PixelMap.width(a, site.shape(0)), a.f("width_scale"));
        return List.of(site.in(0).withShape(PixelMap.resized(site, oh, ow)));
    }

    private static void gradient(GradientRule.Site g, Map<String, ?> attrs) {
        g.inputGradient(0, g.append(GRAD_X, attrs, g.outputGradient(0), g.input(0)));
    }

    /** In float32, as Caffe2 computes it: sizes must agree with its, rounding and all. */
    private static long scaled(int size, double scale) {
        return (long) (size * (float) scale);
    }

    /** Which pixel of X each pixel of Y is, for a node that resizes, or the gradient of one. */
    public static PixelMap pixels(Node node) {
        Attrs attrs = node.op() == UPSAMPLE ? both(node.attrs()) : node.attrs();
        boolean gradient = node.op() == GRAD_X;
        return map(attrs, gradient ? node.output(0).shape() : node.input(0).shape());
    }

    private static PixelMap map(Attrs a, Shape x) {
        return PixelMap.of(
                a,
                x,
                line(PixelMap.height(a, x), a.f("height_scale")),
                line(PixelMap.width(a, x), a.f("width_scale")));
    }

    private static int[] line(int size, double scale) {
        int[] from = new int[Shape.extent(scaled(size, scale))];
        for (int i = 0; i < from.length; i++) {
            from[i] = Math.min((int) (i / (float) scale), size - 1);
        }
        return from;
    }
}
