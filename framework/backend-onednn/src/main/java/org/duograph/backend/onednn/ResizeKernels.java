package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.backend.onednn.library.Descs;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Images;
import org.duograph.backend.onednn.library.Images.Format;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.graph.Node;
import org.duograph.tensor.Shape;

/**
 * Images made larger by repeating pixels. Only whole scales: where they are not, the library rounds
 * to another pixel.
 */
final class ResizeKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "ResizeNearest" ->
                    Entry.of(
                            n -> isWhole(n, n.input(0).shape(), n.output(0).shape()),
                            ResizeKernels::forward);
            case "UpsampleNearest" -> Entry.of(ResizeKernels::forward);
            case "ResizeNearestGradX" ->
                    Entry.of(
                            n -> isWhole(n, n.input(1).shape(), n.input(0).shape()),
                            ResizeKernels::gradX);
            default -> null;
        };
    }

    private static boolean isNhwc(Node node) {
        return node.attrs().flag("channels_last");
    }

    private static boolean isWhole(Node node, Shape x, Shape y) {
        int h = isNhwc(node) ? 1 : 2;
        return y.dim(h) % x.dim(h) == 0
                && y.dim(h + 1) % x.dim(h + 1) == 0
                && node.attrs().f("height_scale") == y.dim(h) / x.dim(h)
                && node.attrs().f("width_scale") == y.dim(h + 1) / x.dim(h + 1);
    }

    /** Images as N x C x H x W. */
    private static dnnl_memory_desc desc(Draft d, Format format, Shape s) {
        return isNhwc(d.node())
                ? format.desc(d, s.dim(0), s.dim(3), s.dim(1), s.dim(2))
                : format.desc(d, Descs.dims(s));
    }

    private static Format format(Draft d) {
        if (isNhwc(d.node())) {
            return Format.CHANNELS_LAST;
        }
        return Format.fast(d.inShape(0).dim(1), d.standing(0));
    }

    private static Primitive primitive(Draft d, dnnl_memory_desc x, dnnl_memory_desc y) {
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        return d.primitive(
                "resampling",
                p,
                dnnl_resampling_forward_primitive_desc_create(
                        p,
                        d.engine(),
                        dnnl_forward_training,
                        dnnl_resampling_nearest,
                        (float[]) null,
                        x,
                        y,
                        attr));
    }

    private static void forward(Draft d) {
        Format format = format(d);
        dnnl_memory_desc x = desc(d, format, d.inShape(0));
        dnnl_memory_desc y = desc(d, format, d.outShape(0));
        d.input(0, Images.asArray(d, x, isNhwc(d.node())));
        d.output(0, Images.asArray(d, y, isNhwc(d.node())));
        d.step(primitive(d, x, y)).in(DNNL_ARG_SRC, 0).out(DNNL_ARG_DST, 0).run();
    }

    private static void gradX(Draft d) {
        Format format = format(d);
        dnnl_memory_desc x = desc(d, format, d.outShape(0));
        dnnl_memory_desc y = desc(d, format, d.inShape(0));
        Primitive forward = primitive(d, x, y);
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        Primitive gradient =
                d.primitive(
                        "gradient of resampling",
                        p,
                        dnnl_resampling_backward_primitive_desc_create(
                                p,
                                d.engine(),
                                dnnl_resampling_nearest,
                                (float[]) null,
                                x,
                                y,
                                forward.desc(),
                                attr));
        d.input(0, Images.asArray(d, y, isNhwc(d.node())));
        d.output(0, Images.asArray(d, x, isNhwc(d.node())));
        d.step(gradient).in(DNNL_ARG_DIFF_DST, 0).out(DNNL_ARG_DIFF_SRC, 0).run();
    }
}
