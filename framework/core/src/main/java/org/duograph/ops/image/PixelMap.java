package org.duograph.ops.image;

import java.util.Arrays;
import org.duograph.graph.Attrs;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.Shape;

/**
 * An image made of pixels of another: pixel (i, j) of Y is pixel {@code (rows[i], columns[j])} of
 * X, or nothing where one of them is -1. Padding and resizing by repetition are such maps.
 *
 * @param outer planes (or images, where channels stand last)
 * @param h rows of X
 * @param w columns of X
 * @param inner numbers of one pixel that stand together
 * @param rows the row of X for each row of Y
 * @param columns the column of X for each column of Y
 */
public record PixelMap(int outer, int h, int w, int inner, int[] rows, int[] columns) {

    /** The map for images of shape {@code x}, whose order has been checked. */
    static PixelMap of(Attrs attrs, Shape x, int[] rows, int[] columns) {
        boolean nhwc = attrs.flag("channels_last");
        int outer = nhwc ? x.dim(0) : x.dim(0) * x.dim(1);
        return new PixelMap(
                outer, height(attrs, x), width(attrs, x), nhwc ? x.dim(3) : 1, rows, columns);
    }

    /** The rows of images of shape {@code x}. */
    static int height(Attrs attrs, Shape x) {
        return x.dim(attrs.flag("channels_last") ? 1 : 2);
    }

    /** The columns of images of shape {@code x}. */
    static int width(Attrs attrs, Shape x) {
        return x.dim(attrs.flag("channels_last") ? 2 : 3);
    }

    /** The shape of input 0 with other numbers of rows and columns. */
    static Shape resized(TypeRule.Site site, long height, long width) {
        site.require(
                height > 0 && width > 0,
                "nothing would be left: %d rows, %d columns",
                height,
                width);
        site.require(site.shape(0).size() > 0, "X %s has no pixels to take", site.shape(0));
        int oh = Shape.extent(height);
        int ow = Shape.extent(width);
        return site.attrs().flag("channels_last")
                ? site.shape(0).with(1, oh).with(2, ow)
                : site.shape(0).with(2, oh).with(3, ow);
    }

    /** Writes Y; {@code otherwise} stands where X has no pixel. */
    void gather(Operands o, double otherwise) {
        Object x = o.inArray(0);
        Object y = o.outArray(0);
        forEachPixel(
                (xAt, yAt) -> {
                    if (xAt >= 0) {
                        System.arraycopy(x, xAt, y, yAt, inner);
                    } else if (y instanceof long[] wholes) {
                        Arrays.fill(wholes, yAt, yAt + inner, (long) otherwise);
                    } else {
                        Arrays.fill(o.out(0), yAt, yAt + inner, otherwise);
                    }
                });
    }

    /** Writes the gradient of X: the sum of the dY of the pixels made of it. */
    void scatter(double[] dY, double[] dX) {
        Arrays.fill(dX, 0, outer * h * w * inner, 0);
        forEachPixel(
                (xAt, yAt) -> {
                    for (int i = 0; xAt >= 0 && i < inner; i++) {
                        dX[xAt + i] += dY[yAt + i];
                    }
                });
    }

    @FunctionalInterface
    private interface Pixel {
        void visit(int xAt, int yAt);
    }

    private void forEachPixel(Pixel pixel) {
        int yAt = 0;
        for (int n = 0; n < outer; n++) {
            for (int row : rows) {
                for (int column : columns) {
                    boolean none = row < 0 || column < 0;
                    pixel.visit(none ? -1 : ((n * h + row) * w + column) * inner, yAt);
                    yAt += inner;
                }
            }
        }
    }
}
