package org.duograph.ops.pool;

import java.util.List;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.TypeRule;
import org.duograph.ops.view.Window;
import org.duograph.tensor.Shape;

/**
 * The sizes of a two-dimensional pooling, read once from attributes and the shape of X. Batch
 * first; the channels stand second (NCHW) or last (NHWC).
 *
 * @param n images
 * @param c channels
 * @param h input rows
 * @param w input columns
 * @param oh output rows
 * @param ow output columns
 * @param window size, strides, pads and dilations
 * @param nhwc whether channels stand last
 */
public record PoolGeometry(
        int n, int c, int h, int w, int oh, int ow, Window window, boolean nhwc) {

    /** The attributes of a pooling. */
    public static final List<Attr> ATTRS =
            Window.attrs(
                    Attr.ofInt("global_pooling", 0, "1: the window is the whole image."),
                    Window.DILATION);

    /** Reads the sizes; the shape has been checked. */
    public static PoolGeometry of(Attrs attrs, Shape x) {
        boolean nhwc = attrs.flag("channels_last");
        int n = x.dim(0);
        int c = x.dim(nhwc ? 3 : 1);
        int h = x.dim(nhwc ? 1 : 2);
        int w = x.dim(nhwc ? 2 : 3);
        if (attrs.flag("global_pooling")) {
            Window all = new Window(h, w, 1, 1, 0, 0, 0, 0, 1, 1);
            return new PoolGeometry(n, c, h, w, 1, 1, all, nhwc);
        }
        int[] kernel = Window.kernel(attrs);
        Window window = Window.of(attrs, h, w, kernel[0], kernel[1]);
        return new PoolGeometry(n, c, h, w, window.outHeight(h), window.outWidth(w), window, nhwc);
    }

    /** Checks X, the first input, and gives the geometry. */
    static PoolGeometry check(TypeRule.Site site) {
        site.requireRank(0, 4);
        site.require(
                site.attrs().flag("global_pooling") || site.attrs().has("kernel"),
                "give a kernel, or global_pooling");
        PoolGeometry g = of(site.attrs(), site.shape(0));
        Window k = g.window;
        site.require(
                g.oh > 0 && g.ow > 0,
                "the window %dx%d%s does not fit into the padded input %s",
                k.kh(),
                k.kw(),
                k.spread(),
                site.shape(0));
        site.require(
                sees(g.oh, g.h, k.padTop(), k.kh(), k.dilationH(), k.strideH())
                        && sees(g.ow, g.w, k.padLeft(), k.kw(), k.dilationW(), k.strideW()),
                "padding is so wide that a window %dx%d sees nothing of the input %s",
                k.kh(),
                k.kw(),
                site.shape(0));
        return g;
    }

    /** Whether every position of the window has a cell inside the image, along one axis. */
    private static boolean sees(int out, int in, int pad, int kernel, int dilation, int stride) {
        for (int i = 0; i < out; i++) {
            int start = i * stride - pad;
            if (first(start, dilation) >= Math.min(in, start + dilation * (kernel - 1) + 1)) {
                return false;
            }
        }
        return true;
    }

    /** The shape of Y. */
    public Shape y() {
        return nhwc ? Shape.of(n, oh, ow, c) : Shape.of(n, c, oh, ow);
    }

    /** Distance in memory between neighbouring pixels of one plane. */
    int step() {
        return nhwc ? c : 1;
    }

    /** One position of the window, cut to the image. */
    @FunctionalInterface
    interface Position {
        /**
         * Visits the cells at rows {@code top}, {@code top + dilationH}, ... below {@code bottom}
         * and likewise columns. Cell (r, s) is element {@code plane + (r * w + s) * step()} of X;
         * the result is element {@code yAt} of Y.
         */
        void visit(int plane, int yAt, int top, int bottom, int left, int right);
    }

    /** Visits every position of the window in every plane, once per element of Y. */
    void forEachPosition(Position position) {
        for (int p = 0; p < n * c; p++) {
            int image = p / c;
            int channel = p % c;
            int plane = nhwc ? image * h * w * c + channel : p * h * w;
            int yPlane = nhwc ? image * oh * ow * c + channel : p * oh * ow;
            for (int i = 0; i < oh; i++) {
                int start = i * window.strideH() - window.padTop();
                int top = first(start, window.dilationH());
                int bottom = Math.min(h, start + window.dilationH() * (window.kh() - 1) + 1);
                for (int j = 0; j < ow; j++) {
                    int begin = j * window.strideW() - window.padLeft();
                    int left = first(begin, window.dilationW());
                    int right = Math.min(w, begin + window.dilationW() * (window.kw() - 1) + 1);
                    position.visit(plane, yPlane + (i * ow + j) * step(), top, bottom, left, right);
                }
            }
        }
    }

    /** The first cell from {@code start} on, in steps of {@code dilation}, that is not negative. */
    private static int first(int start, int dilation) {
        return start >= 0 ? start : (int) (start + (dilation - 1L - start) / dilation * dilation);
    }
}
