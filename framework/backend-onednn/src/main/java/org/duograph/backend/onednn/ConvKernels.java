package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.duograph.ops.ConvGeometry;
import org.duograph.ops.Window;
import org.duograph.tensor.Shape;

/** Convolution and its gradients, in layouts that the library chooses. */
final class ConvKernels {
    private ConvKernels() {}

    static void register(KernelTable table) {
        table.add("Conv", d -> forward(d, d.attributes()));
        table.add("ConvRelu", d -> forward(d, ElementwiseKernels.thenRelu(d)));
        table.add("ConvGradX", ConvKernels::gradX);
        table.add("ConvGradW", ConvKernels::gradW);
        table.add("ConvGradB", ConvKernels::gradB);
    }

    /** The extents and steps of a convolution as oneDNN takes them. */
    private static final class Sizes {
        final boolean nhwc;
        final long[] src;
        final long[] weights;
        final long[] dst;
        final long[] strides;
        final long[] dilates;
        final long[] padLeft;
        final long[] padRight;

        Sizes(Draft d, Shape x, Shape w) {
            ConvGeometry g = ConvGeometry.of(d.attrs(), x, w);
            Window k = g.window();
            int group = g.group();
            nhwc = g.nhwc();
            src = new long[] {g.n(), g.c(), g.h(), g.w()};
            dst = new long[] {g.n(), g.m(), g.oh(), g.ow()};
            weights =
                    group == 1
                            ? new long[] {g.m(), g.c(), k.kh(), k.kw()}
                            : new long[] {group, g.m() / group, g.c() / group, k.kh(), k.kw()};
            strides = new long[] {k.strideH(), k.strideW()};
            dilates = new long[] {k.dilationH() - 1, k.dilationW() - 1};
            padLeft = new long[] {k.padTop(), k.padLeft()};
            padRight =
                    new long[] { // rows and columns that no window reaches are left out
                        reach(g.oh(), k.strideH(), k.kh(), k.dilationH()) - g.h() - k.padTop(),
                        reach(g.ow(), k.strideW(), k.kw(), k.dilationW()) - g.w() - k.padLeft()
                    };
        }

        private static long reach(int out, int stride, int kernel, int dilation) {
            return (long) (out - 1) * stride + (long) (kernel - 1) * dilation + 1;
        }

        /** Images in the layout the library likes, or with channels last where the node says so. */
        dnnl_memory_desc image(Draft d, long[] dims) {
            return nhwc ? Images.channelsLast(d, dims) : d.any(dims);
        }

        /** A descriptor of images with the axes of the array. */
        dnnl_memory_desc asArray(Draft d, dnnl_memory_desc image) {
            return nhwc ? d.permuted(image, 0, 3, 1, 2) : image;
        }

        /** A descriptor of filters with the axes of the array. */
        dnnl_memory_desc filtersAsArray(Draft d, dnnl_memory_desc filters) {
            if (!nhwc) {
                return filters;
            }
            return weights.length == 4
                    ? d.permuted(filters, 0, 3, 1, 2)
                    : d.permuted(filters, 0, 1, 4, 2, 3);
        }
    }

    private static void forward(Draft d, dnnl_primitive_attr attr) {
        Sizes s = new Sizes(d, d.inShape(0), d.inShape(1));
        boolean biased = d.inputCount() > 2;
        dnnl_memory_desc src = s.image(d, s.src);
        dnnl_memory_desc weights = d.any(s.weights);
        dnnl_memory_desc bias = biased ? d.dense(s.dst[1]) : d.none();
        dnnl_memory_desc dst = s.image(d, s.dst);
        Primitive conv =
                d.primitive(
                        "convolution",
                        p ->
                                dnnl_convolution_forward_primitive_desc_create(
                                        p,
                                        d.engine(),
                                        dnnl_forward_training,
                                        dnnl_convolution_direct,
                                        src,
                                        weights,
                                        bias,
                                        dst,
                                        s.strides,
                                        s.dilates,
                                        s.padLeft,
                                        s.padRight,
                                        attr));
        d.input(0, s.asArray(d, conv.layout(DNNL_ARG_SRC)));
        d.input(1, s.filtersAsArray(d, conv.layout(DNNL_ARG_WEIGHTS)));
        d.output(0, s.asArray(d, conv.layout(DNNL_ARG_DST)));
        Draft.Args args =
                d.step(conv).in(DNNL_ARG_SRC, 0).in(DNNL_ARG_WEIGHTS, 1).out(DNNL_ARG_DST, 0);
        if (biased) {
            args.in(DNNL_ARG_BIAS, 2);
        }
        args.run();
    }

    private static void gradX(Draft d) {
        Sizes s = new Sizes(d, d.inShape(2), d.inShape(0));
        dnnl_memory_desc src = s.image(d, s.src);
        dnnl_memory_desc weights = d.any(s.weights);
        dnnl_memory_desc dst = s.image(d, s.dst);
        dnnl_primitive_attr attr = d.attributes();
        Primitive forward = hint(d, s);
        Primitive conv =
                d.primitive(
                        "gradient of convolution with respect to data",
                        p ->
                                dnnl_convolution_backward_data_primitive_desc_create(
                                        p,
                                        d.engine(),
                                        dnnl_convolution_direct,
                                        src,
                                        weights,
                                        dst,
                                        s.strides,
                                        s.dilates,
                                        s.padLeft,
                                        s.padRight,
                                        forward.desc(),
                                        attr));
        d.input(0, s.filtersAsArray(d, conv.layout(DNNL_ARG_WEIGHTS)));
        d.input(1, s.asArray(d, conv.layout(DNNL_ARG_DIFF_DST)));
        d.output(0, s.asArray(d, conv.layout(DNNL_ARG_DIFF_SRC)));
        d.step(conv)
                .in(DNNL_ARG_WEIGHTS, 0)
                .in(DNNL_ARG_DIFF_DST, 1)
                .out(DNNL_ARG_DIFF_SRC, 0)
                .run();
    }

    private static void gradW(Draft d) {
        Sizes s = new Sizes(d, d.inShape(0), d.inShape(2));
        dnnl_memory_desc src = s.image(d, s.src);
        dnnl_memory_desc weights = d.any(s.weights);
        dnnl_memory_desc dst = s.image(d, s.dst);
        dnnl_primitive_attr attr = d.attributes();
        Primitive forward = hint(d, s);
        Primitive conv =
                d.primitive(
                        "gradient of convolution with respect to filters",
                        p ->
                                dnnl_convolution_backward_weights_primitive_desc_create(
                                        p,
                                        d.engine(),
                                        dnnl_convolution_direct,
                                        src,
                                        weights,
                                        d.none(),
                                        dst,
                                        s.strides,
                                        s.dilates,
                                        s.padLeft,
                                        s.padRight,
                                        forward.desc(),
                                        attr));
        d.input(0, s.asArray(d, conv.layout(DNNL_ARG_SRC)));
        d.input(1, s.asArray(d, conv.layout(DNNL_ARG_DIFF_DST)));
        d.output(0, s.filtersAsArray(d, conv.layout(DNNL_ARG_DIFF_WEIGHTS)));
        d.step(conv)
                .in(DNNL_ARG_SRC, 0)
                .in(DNNL_ARG_DIFF_DST, 1)
                .out(DNNL_ARG_DIFF_WEIGHTS, 0)
                .run();
    }

    /** The forward convolution, which the library wants to see when asked for a gradient. */
    private static Primitive hint(Draft d, Sizes s) {
        dnnl_memory_desc src = s.image(d, s.src);
        dnnl_memory_desc weights = d.any(s.weights);
        dnnl_memory_desc dst = s.image(d, s.dst);
        dnnl_primitive_attr attr = d.attributes();
        return d.primitive(
                "convolution",
                p ->
                        dnnl_convolution_forward_primitive_desc_create(
                                p,
                                d.engine(),
                                dnnl_forward_training,
                                dnnl_convolution_direct,
                                src,
                                weights,
                                d.none(),
                                dst,
                                s.strides,
                                s.dilates,
                                s.padLeft,
                                s.padRight,
                                attr));
    }

    private static void gradB(Draft d) {
        boolean nhwc = d.attrs().s("order").equals("NHWC");
        ChannelSums.draw(d, 0, 0, nhwc ? 3 : 1);
    }
}
