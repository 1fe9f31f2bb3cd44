package org.duograph.backend.cuda;

import java.util.function.Function;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.graph.Node;
import org.duograph.ops.image.PadImage;
import org.duograph.ops.image.PixelMap;
import org.duograph.ops.image.ResizeNearest;
import org.duograph.tensor.DType;

/** Images made larger or smaller by repeating pixels, leaving them out, or adding some around. */
final class ResizeKernels implements KernelFamily {
    private static final String MODULE = "images";

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "ResizeNearest", "UpsampleNearest" ->
                    Entry.ofAnyType(n -> true, d -> forward(d, ResizeNearest::pixels, 0));
            case "ResizeNearestGradX" -> Entry.of(d -> gradX(d, ResizeNearest::pixels));
            case "PadImage" ->
                    Entry.ofAnyType(n -> true, d -> forward(d, PadImage::pixels, value(d)));
            case "PadImageGradX" -> Entry.of(d -> gradX(d, PadImage::pixels));
            default -> null;
        };
    }

    /** The bits of the number that is added around images. */
    private static long value(Draft d) {
        DType dtype = d.outType(0).dtype();
        double value = d.attrs().f("value");
        return dtype.isWhole() ? dtype.wrapped((long) value) : FillKernels.bits(value, dtype);
    }

    private static int[] sizes(PixelMap map) {
        return new int[] {map.inner(), map.rows().length, map.columns().length, map.h(), map.w()};
    }

    private static void forward(Draft d, Function<Node, PixelMap> pixels, long otherwise) {
        PixelMap map = pixels.apply(d.node());
        long n = d.outSize(0);
        d.launch(MODULE, "pixels_" + d.outType(0).dtype().bytes())
                .over(n)
                .in(0)
                .out(0)
                .at(d.fixed(map.rows()))
                .at(d.fixed(map.columns()))
                .ints(sizes(map))
                .whole(otherwise)
                .whole(n)
                .add();
    }

    private static void gradX(Draft d, Function<Node, PixelMap> pixels) {
        PixelMap map = pixels.apply(d.node());
        long n = d.outSize(0);
        d.launch(MODULE, "pixels_grad")
                .over(n)
                .in(0)
                .out(0)
                .at(copies(d, map.rows(), map.h()))
                .at(copies(d, map.columns(), map.w()))
                .ints(sizes(map))
                .whole(n)
                .add();
    }

    /** For each of {@code size} lines where the list of its copies begins, then these lists. */
    private static Where copies(Draft d, int[] from, int size) {
        int[] table = new int[size + 1 + from.length];
        int end = size + 1;
        for (int line = 0; line < size; line++) {
            table[line] = end;
            for (int copy = 0; copy < from.length; copy++) {
                if (from[copy] == line) {
                    table[end++] = copy;
                }
            }
        }
        table[size] = end;
        return d.fixed(table);
    }
}
