package org.duograph.ops.shape;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.view.Window;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Images cut into small ones, each with every second (or third, ...) pixel, and put together again:
 * so a plain convolution becomes a dilated one.
 */
public final class SpaceToBatch {
    private static final int LARGEST_BLOCK = 46_340; // its square is an int

    /** Images become many small ones. */
    public static final OpDef OP =
            named("SpaceToBatch", () -> SpaceToBatch.BACK)
                    .summary("Puts pixels that stand block_size apart into images of their own.")
                    .formula(
                            "Y[(v * block_size + w) * N + n, c, i, j] = X[n, c, i * block_size + v -"
                                    + " pad_top, j * block_size + w - pad_left], 0 outside")
                    .types(SpaceToBatch::smallTypes)
                    .kernel(SpaceToBatch::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 1, 2, 2), 1f, 2, 3, 4),
                                    NDArray.of(Shape.of(4, 1, 1, 1), 1f, 2, 3, 4)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3, 4, 2)))
                    .sample(
                            Sample.of(
                                    Map.of("pad", List.of(1, 0, 0, 1), "block_size", 3),
                                    Shape.of(1, 2, 2, 5)))
                    .build();

    /** Small images become large ones. */
    public static final OpDef BACK =
            named("BatchToSpace", () -> SpaceToBatch.OP)
                    .summary("Puts the images that SpaceToBatch made together again.")
                    .formula(
                            "Y[n, c, i * block_size + v - pad_top, j * block_size + w - pad_left] ="
                                    + " X[(v * block_size + w) * N + n, c, i, j]")
                    .types(SpaceToBatch::largeTypes)
                    .kernel(SpaceToBatch::back)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(4, 1, 1, 1), 1f, 2, 3, 4),
                                    NDArray.of(Shape.of(1, 1, 2, 2), 1f, 2, 3, 4)))
                    .sample(Sample.of(Map.of(), Shape.of(8, 3, 2, 1)))
                    .sample(Sample.of(Map.of("pad", List.of(1, 0, 0, 1)), Shape.of(4, 2, 2, 3)))
                    .build();

    private SpaceToBatch() {}

    private static OpBuilder named(String type, Supplier<OpDef> other) {
        return OpDef.named(type)
                .input("X", "images, N x C x H x W")
                .output("Y", "images, N x C x H x W")
                .attrs(
                        Attr.ofInt("block_size", 2, "How far apart pixels of one image stand."),
                        Window.PAD)
                .gradient(GradientRule.linear(0, other));
    }

    private static int block(TypeRule.Site site) {
        site.requireRank(0, 4);
        site.attrs().atLeast(1, "block_size");
        int block = site.attrs().int32("block_size");
        site.require(
                block <= LARGEST_BLOCK,
                "block_size must be at most %d, found %d",
                LARGEST_BLOCK,
                block);
        return block;
    }

    private static List<ArrayType> smallTypes(TypeRule.Site site) {
        int block = block(site);
        int[] pads = Window.pads(site.attrs());
        Shape x = site.shape(0);
        int h = x.dim(2) + pads[0] + pads[2];
        int w = x.dim(3) + pads[1] + pads[3];
        site.require(
                h % block == 0 && w % block == 0,
                "with its padding X must have rows and columns in multiples of block_size %d,"
                        + " found %d and %d",
                block,
                h,
                w);
        int n = Shape.extent((long) x.dim(0) * block * block);
        Shape y = Shape.of(n, x.dim(1), h / block, w / block);
        return List.of(site.in(0).withShape(y));
    }

    private static List<ArrayType> largeTypes(TypeRule.Site site) {
        int block = block(site);
        int[] pads = Window.pads(site.attrs());
        Shape x = site.shape(0);
        long h = (long) x.dim(2) * block - pads[0] - pads[2];
        long w = (long) x.dim(3) * block - pads[1] - pads[3];
        site.require(
                x.dim(0) % (block * block) == 0 && h >= 0 && w >= 0,
                "X must have images in multiples of %d, and more pixels than pad takes, found %s",
                block * block,
                x);
        int n = x.dim(0) / (block * block);
        Shape y = Shape.of(n, x.dim(1), Shape.extent(h), Shape.extent(w));
        return List.of(site.in(0).withShape(y));
    }

    /** What is done with each pixel of the small images. */
    private interface Visitor {
        /** It stands at {@code large} in the large ones, or outside, -1. */
        void pixel(int small, int large);
    }

    private static void each(Attrs attrs, Shape small, Shape large, Visitor visitor) {
        int block = attrs.int32("block_size");
        int[] pads = Window.pads(attrs);
        int at = 0;
        for (int image = 0; image < small.dim(0); image++) {
            int n = image % large.dim(0);
            int part = image / large.dim(0);
            for (int c = 0; c < small.dim(1); c++) {
                for (int i = 0; i < small.dim(2); i++) {
                    int row = i * block + part / block - pads[0];
                    for (int j = 0; j < small.dim(3); j++) {
                        int column = j * block + part % block - pads[1];
                        boolean inside =
                                row >= 0
                                        && row < large.dim(2)
                                        && column >= 0
                                        && column < large.dim(3);
                        int plane = (n * large.dim(1) + c) * large.dim(2);
                        visitor.pixel(at++, inside ? (plane + row) * large.dim(3) + column : -1);
                    }
                }
            }
        }
    }

    private static void run(Operands o) {
        double[] x = o.in(0);
        each(
                o.attrs(),
                o.outShape(0),
                o.inShape(0),
                (small, large) -> o.out(0)[small] = large < 0 ? 0 : x[large]);
    }

    private static void back(Operands o) {
        each(
                o.attrs(),
                o.inShape(0),
                o.outShape(0),
                (small, large) -> {
                    if (large >= 0) {
                        o.out(0)[large] = o.in(0)[small];
                    }
                });
    }
}
