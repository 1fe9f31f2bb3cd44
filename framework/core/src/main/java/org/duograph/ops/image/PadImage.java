package org.duograph.ops.image;

import java.util.HashMap;
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

/** Images with rows and columns added around them. */
public final class PadImage {
    private static final List<Attr> ATTRS =
            List.of(
                    Window.PAD,
                    Attr.ofString("mode", "constant", "What is added: constant, reflect or edge."),
                    Attr.ofFloat("value", 0, "The number that mode constant adds."),
                    Window.CHANNELS_LAST);

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("PadImageGradX")
                    .summary("The gradient of PadImage with respect to X.")
                    .formula("dX[p] = sum of dY over the pixels that are copies of p")
                    .input("dY", "the gradient of Y")
                    .shapeOf("X", "the images")
                    .output("dX", "the gradient of X")
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(1)))
                    .gradient(PadImage::gradientOfGradient)
                    .kernel(o -> map(o.attrs(), o.inShape(1)).scatter(o.in(0), o.out(0)))
                    .example(
                            new Example(
                                    Map.of("pad", List.of(0, 1, 0, 0), "mode", "edge"),
                                    List.of(row(1, 2, 3), row(0, 0)),
                                    List.of(row(3, 3))))
                    .sample(
                            Sample.of(
                                    Map.of("pad", 1, "mode", "reflect"),
                                    Shape.of(2, 3, 5, 4),
                                    Shape.of(2, 3, 3, 2)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("PadImage")
                    .summary("Adds rows and columns around images.")
                    .formula(
                            "constant: value; edge: the nearest pixel; reflect: the pixel as far"
                                    + " inside as this one is outside, the edge not repeated")
                    .input("X", "N x C x H x W (or N x H x W x C)")
                    .ofType(ElementTypes.NUMBERS)
                    .output("Y", "the same with top + bottom more rows, left + right more columns")
                    .attrs(ATTRS)
                    .types(PadImage::types)
                    .gradient(GradientRule.byShape(GRAD_X))
                    .kernel(o -> map(o.attrs(), o.inShape(0)).gather(o, o.attrs().f("value")))
                    .example(
                            new Example(
                                    Map.of("pad", List.of(0, 2, 0, 0), "mode", "reflect"),
                                    List.of(row(1, 2, 3)),
                                    List.of(row(3, 2, 1, 2, 3))))
                    .sample(Sample.of(Map.of("pad", 1, "value", 2), Shape.of(2, 3, 3, 2)))
                    .sample(
                            Sample.of(
                                    Map.of("pad", List.of(1, 2, 2, 0), "mode", "reflect"),
                                    Shape.of(1, 2, 3, 4)))
                    .sample(
                            Sample.of(
                                    Map.of(
                                            "pad",
                                            List.of(1, 0, 0, 3),
                                            "mode",
                                            "edge",
                                            "channels_last",
                                            1),
                                    Shape.of(2, 3, 2, 3)))
                    .build();

    private PadImage() {}

    /** What is added by itself has no part in a gradient. */
    private static void gradientOfGradient(GradientRule.Site g) {
        Map<String, Object> attrs = new HashMap<>(g.attrs().given());
        attrs.remove("value");
        g.inputGradient(0, g.append(OP, attrs, g.outputGradient(0)));
    }

    private static NDArray row(float... pixels) {
        return NDArray.of(Shape.of(1, 1, 1, pixels.length), pixels);
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        site.requireRank(0, 4);
        Attrs a = site.attrs();
        String mode = a.s("mode");
        site.require(
                List.of("constant", "reflect", "edge").contains(mode),
                "mode must be constant, reflect or edge, found %s",
                mode);
        int[] pad = Window.pads(a);
        int rows = PixelMap.height(a, site.shape(0));
        int columns = PixelMap.width(a, site.shape(0));
        site.require(
                !mode.equals("reflect")
                        || (Math.max(pad[0], pad[2]) < rows && Math.max(pad[1], pad[3]) < columns),
                "an image of %dx%d can't be reflected over so wide a padding",
                rows,
                columns);
        Shape y =
                PixelMap.resized(
                        site, (long) rows + pad[0] + pad[2], (long) columns + pad[1] + pad[3]);
        return List.of(site.in(0).withShape(y));
    }

    /** Which pixel of X each pixel of Y is, for a node that pads, or the gradient of one. */
    public static PixelMap pixels(Node node) {
        boolean gradient = node.op() == GRAD_X;
        return map(node.attrs(), gradient ? node.output(0).shape() : node.input(0).shape());
    }

    private static PixelMap map(Attrs a, Shape x) {
        int[] pad = Window.pads(a);
        int[] rows = line(a, PixelMap.height(a, x), pad[0], pad[2]);
        int[] columns = line(a, PixelMap.width(a, x), pad[1], pad[3]);
        return PixelMap.of(a, x, rows, columns);
    }

    /** For each place of a padded line of {@code size} pixels the pixel to copy, or -1. */
    private static int[] line(Attrs a, int size, int before, int after) {
        int[] from = new int[before + size + after];
        for (int i = 0; i < from.length; i++) {
            int p = i - before;
            boolean inside = p >= 0 && p < size;
            from[i] =
                    inside
                            ? p
                            : switch (a.s("mode")) {
                                case "reflect" -> p < 0 ? -p : 2 * (size - 1) - p;
                                case "edge" -> p < 0 ? 0 : size - 1;
                                default -> -1;
                            };
        }
        return from;
    }
}
