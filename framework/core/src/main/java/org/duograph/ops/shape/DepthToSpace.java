package org.duograph.ops.shape;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Channels made into blocks of pixels, and back: how nets that sharpen images make them larger
 * (pixel shuffle).
 */
public final class DepthToSpace {
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.ofInt("block", 2, "Rows and columns of a block."),
                    Attr.ofInt(
                            "channels_first",
                            0,
                            "0: neighbouring channels are those of one pixel of a block; 1: those"
                                    + " of one block, as PyTorch shuffles pixels."));

    private static final NDArray CHANNELS = NDArray.of(Shape.of(1, 4, 1, 1), 1f, 2, 3, 4);
    private static final NDArray PIXELS = NDArray.of(Shape.of(1, 1, 2, 2), 1f, 2, 3, 4);

    /** From pixels to channels. */
    public static final OpDef SPACE_TO_DEPTH =
            named("SpaceToDepth")
                    .summary("Makes blocks of pixels into channels.")
                    .input("X", "N x C x H x W")
                    .ofType(ElementTypes.ANY)
                    .output("Y", "N x C * block^2 x H / block x W / block")
                    .types(site -> List.of(types(site, false)))
                    .gradient(GradientRule.linear(0, () -> DepthToSpace.OP))
                    .kernel(o -> run(o, false))
                    .example(Example.of(PIXELS, CHANNELS))
                    .sample(Sample.of(Map.of(), Shape.of(2, 2, 4, 2)))
                    .build();

    /** From channels to pixels. */
    public static final OpDef OP =
            named("DepthToSpace")
                    .summary("Makes channels into blocks of pixels.")
                    .input("X", "N x C x H x W")
                    .ofType(ElementTypes.ANY)
                    .output("Y", "N x C / block^2 x H * block x W * block")
                    .types(site -> List.of(types(site, true)))
                    .gradient(GradientRule.linear(0, () -> SPACE_TO_DEPTH))
                    .kernel(o -> run(o, true))
                    .example(Example.of(CHANNELS, PIXELS))
                    .sample(Sample.of(Map.of("channels_first", 1), Shape.of(1, 8, 1, 3)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 8, 2, 1)))
                    .build();

    private DepthToSpace() {}

    private static OpBuilder named(String type) {
        return OpDef.named(type)
                .formula("channel (i, j, c) of a pixel is pixel (i, j) of a block of channel c")
                .attrs(ATTRS);
    }

    private static ArrayType types(TypeRule.Site site, boolean toPixels) {
        site.requireRank(0, 4);
        Shape x = site.shape(0);
        int block = Shape.extent(site.attrs().atLeast(1, "block"));
        long area = (long) block * block;
        boolean fits =
                toPixels ? x.dim(1) % area == 0 : x.dim(2) % block == 0 && x.dim(3) % block == 0;
        site.require(fits, "X %s does not split into blocks of %dx%d", x, block, block);
        List<Long> y =
                toPixels
                        ? List.of(
                                (long) x.dim(0),
                                x.dim(1) / area,
                                (long) x.dim(2) * block,
                                (long) x.dim(3) * block)
                        : List.of(
                                (long) x.dim(0),
                                Shape.extent(x.dim(1)) * area,
                                (long) x.dim(2) / block,
                                (long) x.dim(3) / block);
        return site.in(0).withShape(Shape.of(y));
    }

    private static void run(Operands o, boolean toPixels) {
        Shape deep = toPixels ? o.inShape(0) : o.outShape(0);
        int block = o.attrs().int32("block");
        boolean channelsFirst = o.attrs().flag("channels_first");
        int wide = deep.dim(3) * block;
        int channels = deep.dim(1) / block / block;
        int plane = deep.dim(2) * deep.dim(3);
        for (int at = 0; at < deep.intSize(); at++) {
            int column = at % deep.dim(3);
            int row = at % plane / deep.dim(3);
            int channel = at / plane % deep.dim(1);
            int n = at / plane / deep.dim(1);
            int c = channelsFirst ? channel / (block * block) : channel % channels;
            int cell = channelsFirst ? channel % (block * block) : channel / channels;
            int y = row * block + cell / block;
            int pixel = ((n * channels + c) * deep.dim(2) * block + y) * wide;
            pixel += column * block + cell % block;
            System.arraycopy(
                    o.inArray(0), toPixels ? at : pixel, o.outArray(0), toPixels ? pixel : at, 1);
        }
    }
}
