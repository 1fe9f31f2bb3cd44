package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Images;
import org.duograph.backend.onednn.library.Images.Format;
import org.duograph.backend.onednn.library.OneDnn;
import org.duograph.backend.onednn.library.OneDnnException;
import org.duograph.backend.onednn.library.PostOps;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.backend.onednn.library.StepArgs;
import org.duograph.backend.onednn.winograd.WinogradKernels;
import org.duograph.backend.tuning.Alternative;
import org.duograph.graph.Node;
import org.duograph.ops.conv.ConvGeometry;
import org.duograph.ops.view.Window;
import org.duograph.tensor.Shape;

/** Convolution and its gradients, in layouts that the library chooses. */
final class ConvKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Conv" ->
                    choice(
                            node -> geometry(node, 0, 1),
                            (d, way) -> forward(d, d.attributes(), way),
                            (d, tile, each) -> WinogradKernels.forward(d, tile, each, false),
                            d -> TapKernels.forward(d, false));
            case "ConvRelu" ->
                    choice(
                            node -> geometry(node, 0, 1),
                            (d, way) -> forward(d, PostOps.thenRelu(d), way),
                            (d, tile, each) -> WinogradKernels.forward(d, tile, each, true),
                            d -> TapKernels.forward(d, true));
            case "ConvGradX" ->
                    choice(
                            node -> geometry(node, 2, 0),
                            ConvKernels::gradX,
                            WinogradKernels::gradX,
                            TapKernels::gradX);
            case "ConvGradW" ->
                    choice(
                            node -> geometry(node, 0, 2),
                            ConvKernels::gradW,
                            WinogradKernels::gradW,
                            TapKernels::gradW);
            case "ConvGradB" -> Entry.of(ConvKernels::gradB);
            default -> null;
        };
    }

    /** A way to convolve directly: how images stand, and by which of the library's codes. */
    private enum Direct {
        /** Images in the layout that the library likes. */
        BLOCKED("blocked") {
            @Override
            dnnl_memory_desc image(Draft d, long[] dims) {
                return d.any(dims);
            }
        },

        /**
         * Channels last is what the library's kernels for AVX-512 are fastest with (measured on a
         * Zen 5: 10 to 25% over blocks of 16); with one layout for all there is nothing to reorder.
         */
        LAST("channels last"),

        /** The same by the code that the library likes second best, unless that is a slow one. */
        LAST_SECOND("channels last, second") {
            @Override
            void settle(Primitive conv) {
                conv.takeNext();
                if (conv.implementation().matches("(ref|simple).*")) {
                    throw new OneDnnException(
                            "dnnl_primitive_desc_next_impl", dnnl_last_impl_reached);
                }
            }
        };

        private final String label;

        Direct(String label) {
            this.label = label;
        }

        /** The ways to try, first the one to take untimed. */
        static List<Direct> ways() {
            return OneDnn.hasAvx512() ? List.of(LAST, LAST_SECOND) : List.of(BLOCKED, LAST);
        }

        /** How images of {@code dims} (N, C, H, W) shall stand. */
        dnnl_memory_desc image(Draft d, long[] dims) {
            return Format.CHANNELS_LAST.desc(d, dims);
        }

        /** Takes the implementation that is wanted instead of the one that the library likes. */
        void settle(Primitive conv) {}
    }

    /** Draws Winograd's way with output tiles of {@code tile} x {@code tile} pixels. */
    private interface Winograd {
        void draw(Draft d, int tile, boolean tileByTile);
    }

    /** Multiply-adds from which on an alternative can save more than the measuring costs. */
    private static final long WORTH_TIMING = 2_000_000;

    /** Channels on both sides from which on Winograd's way is worth a try. */
    private static final int SOME_CHANNELS = 32;

    /** Channels on both sides from which on Winograd's way is taken untimed. */
    private static final int MANY_CHANNELS = 128;

    private static Entry choice(
            Function<Node, ConvGeometry> geometry,
            BiConsumer<Draft, Direct> direct,
            Winograd winograd,
            Consumer<Draft> taps) {
        return Entry.ofChoice(
                node -> multiplyAdds(geometry.apply(node)) >= WORTH_TIMING,
                node -> alternatives(geometry.apply(node), direct, winograd, taps));
    }

    private static List<Alternative<Draft>> alternatives(
            ConvGeometry g,
            BiConsumer<Draft, Direct> direct,
            Winograd winograd,
            Consumer<Draft> taps) {
        List<Alternative<Draft>> all = new ArrayList<>();
        for (Direct way : Direct.ways()) {
            all.add(new Alternative<>(way.label, d -> direct.accept(d, way)));
        }
        int channels = Math.min(g.c(), g.m());
        if (WinogradKernels.fits(g) && channels >= SOME_CHANNELS) {
            int tile = Math.min(g.oh(), g.ow()) > 2 ? 4 : 2;
            boolean preferred = channels >= MANY_CHANNELS && OneDnn.hasAvx512();
            all.add(
                    preferred ? 0 : all.size(),
                    new Alternative<>("winograd " + tile, d -> winograd.draw(d, tile, false)));
            if (WinogradKernels.isTall(g, tile)) {
                all.add(
                        new Alternative<>(
                                "winograd " + tile + ", tile by tile",
                                d -> winograd.draw(d, tile, true)));
            }
        }
        if (channels >= SOME_CHANNELS && TapKernels.fits(g)) {
            all.add(new Alternative<>("taps", taps));
        }
        return all;
    }

    private static ConvGeometry geometry(Node node, int x, int w) {
        return ConvGeometry.of(node.attrs(), node.input(x).shape(), node.input(w).shape());
    }

    private static long multiplyAdds(ConvGeometry g) {
        long taps = (long) g.window().kh() * g.window().kw() * g.c() / g.group();
        return taps * g.n() * g.m() * g.oh() * g.ow();
    }

    /** The extents and steps of a convolution as oneDNN takes them. */
    private static final class Sizes {
        final boolean nhwc;
        final Direct way;
        final long[] src;
        final long[] weights;
        final long[] dst;
        final long[] strides;
        final long[] dilates;
        final long[] padLeft;
        final long[] padRight;

        Sizes(Draft d, Shape x, Shape w, Direct way) {
            ConvGeometry g = ConvGeometry.of(d.attrs(), x, w);
            Window k = g.window();
            int group = g.group();
            nhwc = g.nhwc();
            this.way = way;
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

        /** Images with channels last where the array has them so, else as the way wants them. */
        dnnl_memory_desc image(Draft d, long[] dims) {
            return nhwc ? Format.CHANNELS_LAST.desc(d, dims) : way.image(d, dims);
        }

        /** A descriptor of filters with the axes of the array. */
        dnnl_memory_desc filtersAsArray(Draft d, dnnl_memory_desc filters) {
            return nhwc && weights.length > 4 // by groups
                    ? d.permuted(filters, 0, 1, 4, 2, 3)
                    : Images.asArray(d, filters, nhwc);
        }
    }

    private static void forward(Draft d, dnnl_primitive_attr attr, Direct way) {
        Sizes s = new Sizes(d, d.inShape(0), d.inShape(1), way);
        boolean biased = d.has(2);
        dnnl_memory_desc bias = biased ? d.dense(s.dst[1]) : d.none();
        Primitive conv = convolution(d, s, bias, attr);
        way.settle(conv);
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

    private static void gradX(Draft d, Direct way) {
        Sizes s = new Sizes(d, d.inShape(2), d.inShape(0), way);
        dnnl_memory_desc src = s.image(d, s.src);
        dnnl_memory_desc weights = d.any(s.weights);
        dnnl_memory_desc dst = s.image(d, s.dst);
        dnnl_primitive_attr attr = d.attributes();
        Primitive forward = hint(d, s);
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        Primitive conv =
                d.primitive(
                        "gradient of convolution with respect to data",
                        p,
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
        way.settle(conv);
        d.input(0, s.filtersAsArray(d, conv.layout(DNNL_ARG_WEIGHTS)));
        d.input(1, Images.asArray(d, conv.layout(DNNL_ARG_DIFF_DST), s.nhwc));
        d.output(0, Images.asArray(d, conv.layout(DNNL_ARG_DIFF_SRC), s.nhwc));
        d.step(conv)
                .in(DNNL_ARG_WEIGHTS, 0)
                .in(DNNL_ARG_DIFF_DST, 1)
                .out(DNNL_ARG_DIFF_SRC, 0)
                .run();
    }

    private static void gradW(Draft d, Direct way) {
        Sizes s = new Sizes(d, d.inShape(0), d.inShape(2), way);
        dnnl_memory_desc src = s.image(d, s.src);
        dnnl_memory_desc weights = d.any(s.weights);
        dnnl_memory_desc dst = s.image(d, s.dst);
        dnnl_primitive_attr attr = d.attributes();
        Primitive forward = hint(d, s);
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        Primitive conv =
                d.primitive(
                        "gradient of convolution with respect to filters",
                        p,
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
        way.settle(conv);
        d.input(0, Images.asArray(d, conv.layout(DNNL_ARG_SRC), s.nhwc));
        d.input(1, Images.asArray(d, conv.layout(DNNL_ARG_DIFF_DST), s.nhwc));
        d.output(0, s.filtersAsArray(d, conv.layout(DNNL_ARG_DIFF_WEIGHTS)));
        d.step(conv)
                .in(DNNL_ARG_SRC, 0)
                .in(DNNL_ARG_DIFF_DST, 1)
                .out(DNNL_ARG_DIFF_WEIGHTS, 0)
                .run();
    }

    /** The forward convolution, which the library wants to see when asked for a gradient. */
    private static Primitive hint(Draft d, Sizes s) {
        return convolution(d, s, d.none(), d.attributes());
    }

    private static Primitive convolution(
            Draft d, Sizes s, dnnl_memory_desc bias, dnnl_primitive_attr attr) {
        dnnl_memory_desc src = s.image(d, s.src);
        dnnl_memory_desc weights = d.any(s.weights);
        dnnl_memory_desc dst = s.image(d, s.dst);
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        return d.primitive(
                "convolution",
                p,
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
    }

    private static void gradB(Draft d) {
        boolean nhwc = d.attrs().flag("channels_last");
        ChannelSums.draw(d, 0, 0, nhwc ? 3 : 1);
    }
}
