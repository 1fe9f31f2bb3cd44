package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Images;
import org.duograph.backend.onednn.library.Images.Format;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.backend.onednn.library.StepArgs;
import org.duograph.ops.conv.ConvGeometry;
import org.duograph.ops.conv.ConvTranspose;
import org.duograph.ops.view.Window;
import org.duograph.tensor.Shape;

/** Transposed convolution and its gradients, in layouts that the library chooses. */
final class DeconvKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "ConvTranspose" -> Entry.of(DeconvKernels::forward);
            case "ConvTransposeGradX" -> Entry.of(DeconvKernels::gradX);
            case "ConvTransposeGradW" -> Entry.of(DeconvKernels::gradW);
            default -> null;
        };
    }

    /** The extents and steps as oneDNN takes them; its filters have output channels first. */
    private static final class Sizes {
        final boolean nhwc;
        final long[] src;
        final long[] weights;
        final long[] dst;
        final long[] strides;
        final long[] dilates = {0, 0};
        final long[] padLeft;
        final long[] padRight;

        Sizes(Draft d, Shape x, Shape w) {
            ConvGeometry g = ConvTranspose.turnedRound(d.attrs(), x, w);
            Window k = g.window();
            nhwc = g.nhwc();
            src = new long[] {g.n(), g.m(), g.oh(), g.ow()};
            dst = new long[] {g.n(), g.c(), g.h(), g.w()};
            weights = new long[] {g.c(), g.m(), k.kh(), k.kw()};
            strides = new long[] {k.strideH(), k.strideW()};
            padLeft = new long[] {k.padTop(), k.padLeft()};
            padRight =
                    new long[] {
                        (long) (g.oh() - 1) * k.strideH() + k.kh() - g.h() - k.padTop(),
                        (long) (g.ow() - 1) * k.strideW() + k.kw() - g.w() - k.padLeft()
                    };
        }

        dnnl_memory_desc image(Draft d, long[] dims) {
            return nhwc ? Format.CHANNELS_LAST.desc(d, dims) : d.any(dims);
        }

        /** A descriptor of filters with the axes of the array: input channels first. */
        dnnl_memory_desc filtersAsArray(Draft d, dnnl_memory_desc filters) {
            return nhwc ? d.permuted(filters, 3, 0, 1, 2) : d.permuted(filters, 1, 0, 2, 3);
        }

        Primitive forward(Draft d, boolean biased) {
            dnnl_memory_desc x = image(d, src);
            dnnl_memory_desc w = d.any(weights);
            dnnl_memory_desc b = biased ? d.dense(dst[1]) : d.none();
            dnnl_memory_desc y = image(d, dst);
            dnnl_primitive_attr attr = d.attributes();
            dnnl_primitive_desc p = new dnnl_primitive_desc();
            return d.primitive(
                    "transposed convolution",
                    p,
                    dnnl_deconvolution_forward_primitive_desc_create(
                            p,
                            d.engine(),
                            dnnl_forward_training,
                            dnnl_deconvolution_direct,
                            x,
                            w,
                            b,
                            y,
                            strides,
                            dilates,
                            padLeft,
                            padRight,
                            attr));
        }
    }

    private static void forward(Draft d) {
        Sizes s = new Sizes(d, d.inShape(0), d.inShape(1));
        boolean biased = d.has(2);
        Primitive conv = s.forward(d, biased);
        d.input(0, Images.asArray(d, conv.layout(DNNL_ARG_SRC), s.nhwc));
        d.input(1, s.filtersAsArray(d, conv.layout(DNNL_ARG_WEIGHTS)));
        d.output(0, Images.asArray(d, conv.layout(DNNL_ARG_DST), s.nhwc));
        StepArgs args =
                d.step(conv).in(DNNL_ARG_SRC, 0).in(DNNL_ARG_WEIGHTS, 1).out(DNNL_ARG_DST, 0);
        if (biased) {
            args.in(DNNL_ARG_BIAS, 2);
        }
        args.run();
    }

    private static void gradX(Draft d) {
        Sizes s = new Sizes(d, d.inShape(2), d.inShape(0));
        dnnl_memory_desc x = s.image(d, s.src);
        dnnl_memory_desc w = d.any(s.weights);
        dnnl_memory_desc y = s.image(d, s.dst);
        dnnl_primitive_attr attr = d.attributes();
        Primitive forward = s.forward(d, false);
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        Primitive conv =
                d.primitive(
                        "gradient of transposed convolution with respect to data",
                        p,
                        dnnl_deconvolution_backward_data_primitive_desc_create(
                                p,
                                d.engine(),
                                dnnl_deconvolution_direct,
                                x,
                                w,
                                y,
                                s.strides,
                                s.dilates,
                                s.padLeft,
                                s.padRight,
                                forward.desc(),
                                attr));
        d.input(0, s.filtersAsArray(d, conv.layout(DNNL_ARG_WEIGHTS)));
        d.input(1, Images.asArray(d, conv.layout(DNNL_ARG_DIFF_DST), s.nhwc));
        d.output(0, Images.asArray(d, conv.layout(DNNL_ARG_DIFF_SRC), s.nhwc));
        d.step(conv)
                .in(DNNL_ARG_WEIGHTS, 0)
                .in(DNNL_ARG_DIFF_DST, 1)
                .out(DNNL_ARG_DIFF_SRC, 0)
                .run();
    }

    private static void gradW(Draft d) {
        Sizes s = new Sizes(d, d.inShape(0), d.inShape(2));
        dnnl_memory_desc x = s.image(d, s.src);
        dnnl_memory_desc w = d.any(s.weights);
        dnnl_memory_desc y = s.image(d, s.dst);
        dnnl_primitive_attr attr = d.attributes();
        Primitive forward = s.forward(d, false);
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        Primitive conv =
                d.primitive(
                        "gradient of transposed convolution with respect to filters",
                        p,
                        dnnl_deconvolution_backward_weights_primitive_desc_create(
                                p,
                                d.engine(),
                                dnnl_deconvolution_direct,
                                x,
                                w,
                                d.none(),
                                y,
                                s.strides,
                                s.dilates,
                                s.padLeft,
                                s.padRight,
                                forward.desc(),
                                attr));
        d.input(0, Images.asArray(d, conv.layout(DNNL_ARG_SRC), s.nhwc));
        d.input(1, Images.asArray(d, conv.layout(DNNL_ARG_DIFF_DST), s.nhwc));
        d.output(0, s.filtersAsArray(d, conv.layout(DNNL_ARG_DIFF_WEIGHTS)));
        d.step(conv)
                .in(DNNL_ARG_SRC, 0)
                .in(DNNL_ARG_DIFF_DST, 1)
                .out(DNNL_ARG_DIFF_WEIGHTS, 0)
                .run();
    }
}
