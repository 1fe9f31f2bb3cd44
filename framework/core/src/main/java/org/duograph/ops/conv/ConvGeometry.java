package org.duograph.ops.conv;

import java.util.List;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.TypeRule;
import org.duograph.ops.view.Window;
import org.duograph.tensor.Shape;

/**
 * The sizes of a two-dimensional convolution, read once from attributes and shapes. Batch first;
 * the channels stand second (NCHW) or last (NHWC).
 *
 * <p>The output has {@code oh = floor((h + padTop + padBottom - (dilationH * (kh - 1) + 1)) /
 * strideH) + 1} rows, and likewise columns (Caffe2's ConvPoolOpBase).
 *
 * @param n images
 * @param c input channels
 * @param h input rows
 * @param w input columns
 * @param m output channels
 * @param oh output rows
 * @param ow output columns
 * @param group groups: each sees c / group input and makes m / group output channels
 * @param window kernel, strides, pads and dilations
 * @param nhwc whether channels stand last
 */
public record ConvGeometry(
        int n, int c, int h, int w, int m, int oh, int ow, int group, Window window, boolean nhwc) {

    /** The attributes of Conv. */
    public static final List<Attr> ATTRS =
            Window.attrs(
                    Attr.ofInt("group", 1, "Groups of channels that are convolved separately."),
                    Window.DILATION);

    /** Reads the sizes; the shapes have been checked. */
    public static ConvGeometry of(Attrs attrs, Shape x, Shape weights) {
        boolean nhwc = attrs.flag("channels_last");
        int h = x.dim(nhwc ? 1 : 2);
        int w = x.dim(nhwc ? 2 : 3);
        int kh = weights.dim(nhwc ? 1 : 2);
        int kw = weights.dim(nhwc ? 2 : 3);
        Window window = Window.of(attrs, h, w, kh, kw);
        return new ConvGeometry(
                x.dim(0),
                x.dim(nhwc ? 3 : 1),
                h,
                w,
                weights.dim(0),
                window.outHeight(h),
                window.outWidth(w),
                attrs.int32("group"),
                window,
                nhwc);
    }

    /** Checks X, W and, where there is one, b, and gives the geometry. */
    static ConvGeometry check(TypeRule.Site site) {
        site.requireRank(0, 4);
        site.requireRank(1, 4);
        boolean nhwc = site.attrs().flag("channels_last");
        int group = site.attrs().int32("group");
        int channels = site.shape(0).dim(nhwc ? 3 : 1);
        int m = site.shape(1).dim(0);
        long expected = (long) site.shape(1).dim(nhwc ? 3 : 1) * group;
        site.require(group >= 1, "group must be 1 or more, found %d", group);
        site.require(
                m % group == 0,
                "%d filters do not split into %d groups (W is %s)",
                m,
                group,
                site.shape(1));
        site.require(
                channels == expected,
                "X has %d channels, but W %s with group %d fits %d",
                channels,
                site.shape(1),
                group,
                expected);
        ConvGeometry g = of(site.attrs(), site.shape(0), site.shape(1));
        g.window.checkKernel(site, nhwc ? 1 : 2);
        site.require(
                g.oh > 0 && g.ow > 0,
                "the kernel %dx%d%s does not fit into the padded input %s",
                g.window.kh(),
                g.window.kw(),
                g.window.spread(),
                site.shape(0));
        if (site.has(2)) {
            site.require(
                    site.shape(2).equals(Shape.of(m)),
                    "b must have one number per output channel (%d), found %s",
                    m,
                    site.shape(2));
        }
        return g;
    }

    /** The shape of X. */
    public Shape x() {
        return nhwc ? Shape.of(n, h, w, c) : Shape.of(n, c, h, w);
    }

    /** The shape of Y. */
    public Shape y() {
        return nhwc ? Shape.of(n, oh, ow, m) : Shape.of(n, m, oh, ow);
    }

    /** The shape of W. */
    public Shape weights() {
        int cg = c / group;
        return nhwc
                ? Shape.of(m, window.kh(), window.kw(), cg)
                : Shape.of(m, cg, window.kh(), window.kw());
    }
}
