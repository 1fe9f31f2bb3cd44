package org.duograph.lite.kernel;

import org.duograph.lite.model.FlatTable;

/**
 * A window that slides over images: its size, steps and place. Images are N x H x W x C.
 *
 * <p>The format knows two paddings. VALID has none. SAME has as much as makes {@code out = ceil(in
 * / stride)}; where that is an odd number, the one more stands at the end.
 */
final class Window {
    final int h;
    final int w;
    final int c;
    final int kh;
    final int kw;
    final int strideH;
    final int strideW;
    final int dilationH;
    final int dilationW;
    final int oh;
    final int ow;
    final int top;
    final int left;

    /**
     * A window whose options begin with padding, width of the step, height of the step.
     *
     * @param dilation the slot of the dilation's width, before that of its height; -1 for none
     */
    Window(Site site, Tensor x, int kh, int kw, int dilation) {
        site.requireRank(x, 4);
        FlatTable options = site.options();
        this.h = x.dim(1);
        this.w = x.dim(2);
        this.c = x.dim(3);
        this.kh = kh;
        this.kw = kw;
        this.strideW = options.int32(1, 0);
        this.strideH = options.int32(2, 0);
        this.dilationW = dilation < 0 ? 1 : options.int32(dilation, 1);
        this.dilationH = dilation < 0 ? 1 : options.int32(dilation + 1, 1);
        boolean same = options.int8(0) == 0;
        site.require(
                kh > 0 && kw > 0 && strideH > 0 && strideW > 0 && dilationH > 0 && dilationW > 0,
                "needs a window, steps and dilations above 0");
        this.oh = out(h, (long) dilationH * (kh - 1) + 1, strideH, same);
        this.ow = out(w, (long) dilationW * (kw - 1) + 1, strideW, same);
        this.top = same ? before(h, dilationH * (kh - 1) + 1, strideH, oh) : 0;
        this.left = same ? before(w, dilationW * (kw - 1) + 1, strideW, ow) : 0;
        site.require(oh > 0 && ow > 0, "has a window larger than the image");
    }

    private static int out(int in, long span, int stride, boolean same) {
        long free = same ? in : in - span + 1;
        return free <= 0 ? 0 : (int) ((free + stride - 1) / stride);
    }

    private static int before(int in, int span, int stride, int out) {
        return Math.max(0, (out - 1) * stride + span - in) / 2;
    }

    /** The first row of the window that lies in the image, where it begins at row {@code y}. */
    static int first(int y, int dilation) {
        return y >= 0 ? 0 : (-y + dilation - 1) / dilation;
    }

    /** The row of the window after the last that lies in the image of {@code in} rows. */
    static int end(int y, int kernel, int dilation, int in) {
        return y >= in ? 0 : Math.min(kernel, (in - 1 - y) / dilation + 1);
    }

    /** How many cells of the window lie in the image at output {@code oy}, {@code ox}. */
    int cells(int oy, int ox) {
        int y = oy * strideH - top;
        int x = ox * strideW - left;
        return Math.max(0, end(y, kh, dilationH, h) - first(y, dilationH))
                * Math.max(0, end(x, kw, dilationW, w) - first(x, dilationW));
    }
}
