package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Images;
import org.duograph.backend.onednn.library.PostOps;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.backend.onednn.library.Products;
import org.duograph.backend.onednn.library.StepArgs;
import org.duograph.backend.onednn.winograd.WinogradKernels;
import org.duograph.ops.conv.ConvGeometry;
import org.duograph.ops.view.Window;

/**
 * Convolution of images of a few pixels, tap by tap: for each pair of an output pixel o and an
 * input pixel i under it, with the tap k of the filter that joins them, a product of matrices.
 *
 * <pre>
 * Y(o) = b + sum of X(i) W(k)     (images x C) by (C x M)
 * dX(i) = sum of dY(o) W(k)'      dW(k) = sum of X(i)' dY(o)
 * </pre>
 *
 * <p>With padding, most of what a direct convolution multiplies in a small image are zeros: of 2 x
 * 2 pixels under 3 x 3 filters 20 of 36 products. Images stand with channels last, filters as 3 x 3
 * x C x M, as for {@link WinogradKernels}.
 */
final class TapKernels {
    /** Pairs of pixels from which on there are too many small products. */
    private static final int MOST_PAIRS = 32;

    private final Draft d;
    private final ConvGeometry g;
    private final List<Pair> pairs;

    /** An output pixel, an input pixel, and the tap that joins them. */
    private record Pair(int out, int in, int tap) {}

    private TapKernels(Draft d, ConvGeometry g) {
        this.d = d;
        this.g = g;
        this.pairs = pairs(g);
        d.implementation(pairs.size() + " products of taps");
    }

    /** Whether images are so small that this may pay. */
    static boolean fits(ConvGeometry g) {
        if (g.group() != 1 || (long) g.h() * g.w() * g.oh() * g.ow() > MOST_PAIRS) {
            return false;
        }
        List<Pair> pairs = pairs(g);
        Window k = g.window();
        return covers(pairs.stream().map(Pair::out).toList(), g.oh() * g.ow())
                && covers(pairs.stream().map(Pair::in).toList(), g.h() * g.w())
                && covers(pairs.stream().map(Pair::tap).toList(), k.kh() * k.kw());
    }

    private static boolean covers(List<Integer> numbers, int count) {
        return IntStream.range(0, count).allMatch(numbers::contains);
    }

    private static List<Pair> pairs(ConvGeometry g) {
        Window k = g.window();
        List<Pair> all = new ArrayList<>();
        for (int out = 0; out < g.oh() * g.ow(); out++) {
            for (int tap = 0; tap < k.kh() * k.kw(); tap++) {
                int y = out / g.ow() * k.strideH() + tap / k.kw() * k.dilationH() - k.padTop();
                int x = out % g.ow() * k.strideW() + tap % k.kw() * k.dilationW() - k.padLeft();
                if (y >= 0 && y < g.h() && x >= 0 && x < g.w()) {
                    all.add(new Pair(out, y * g.w() + x, tap));
                }
            }
        }
        return all;
    }

    /** Draws {@code Y = X * W + b}; with {@code relu} its positive part. */
    static void forward(Draft d, boolean relu) {
        ConvGeometry g = ConvGeometry.of(d.attrs(), d.inShape(0), d.inShape(1));
        TapKernels k = new TapKernels(d, g);
        d.input(0, k.images(g.h(), g.w(), g.c()));
        d.input(1, k.filters());
        d.output(0, k.images(g.oh(), g.ow(), g.m()));
        boolean biased = d.has(2);
        for (int out = 0; out < g.oh() * g.ow(); out++) {
            int o = out;
            List<Pair> terms = k.pairs.stream().filter(p -> p.out == o).toList();
            for (int i = 0; i < terms.size(); i++) {
                boolean first = i == 0;
                boolean last = i == terms.size() - 1;
                Primitive product =
                        Products.matmul(
                                d,
                                k.pixel(g.h() * g.w(), g.c()),
                                d.dense(g.c(), g.m()),
                                first && biased ? d.dense(1, g.m()) : d.none(),
                                k.pixel(g.oh() * g.ow(), g.m()),
                                attributes(d, !first, last && relu));
                StepArgs args =
                        d.step(product)
                                .at(DNNL_ARG_SRC, at(new Where.In(0), terms.get(i).in, g.c()))
                                .at(DNNL_ARG_WEIGHTS, k.tap(new Where.In(1), terms.get(i)))
                                .at(DNNL_ARG_DST, at(new Where.Out(0), out, g.m()));
                if (first && biased) {
                    args.in(DNNL_ARG_BIAS, 2);
                }
                args.run();
            }
        }
    }

    /** Draws the gradient with respect to X, from W and dY. */
    static void gradX(Draft d) {
        ConvGeometry g = ConvGeometry.of(d.attrs(), d.inShape(2), d.inShape(0));
        TapKernels k = new TapKernels(d, g);
        d.input(0, k.filters());
        d.input(1, k.images(g.oh(), g.ow(), g.m()));
        d.output(0, k.images(g.h(), g.w(), g.c()));
        boolean[] begun = new boolean[g.h() * g.w()];
        for (Pair pair : k.pairs) {
            Primitive product =
                    Products.matmul(
                            d,
                            k.pixel(g.oh() * g.ow(), g.m()),
                            d.strided(new long[] {g.m(), g.c()}, 1, g.m()),
                            d.none(),
                            k.pixel(g.h() * g.w(), g.c()),
                            attributes(d, begun[pair.in], false));
            d.step(product)
                    .at(DNNL_ARG_SRC, at(new Where.In(1), pair.out, g.m()))
                    .at(DNNL_ARG_WEIGHTS, k.tap(new Where.In(0), pair))
                    .at(DNNL_ARG_DST, at(new Where.Out(0), pair.in, g.c()))
                    .run();
            begun[pair.in] = true;
        }
    }

    /** Draws the gradient with respect to W, from X and dY. */
    static void gradW(Draft d) {
        ConvGeometry g = ConvGeometry.of(d.attrs(), d.inShape(0), d.inShape(2));
        TapKernels k = new TapKernels(d, g);
        d.input(0, k.images(g.h(), g.w(), g.c()));
        d.input(1, k.images(g.oh(), g.ow(), g.m()));
        d.output(0, k.filters());
        boolean[] begun = new boolean[g.window().kh() * g.window().kw()];
        for (Pair pair : k.pairs) {
            Primitive product =
                    Products.matmul(
                            d,
                            d.strided(new long[] {g.c(), g.n()}, 1, (long) g.h() * g.w() * g.c()),
                            k.pixel(g.oh() * g.ow(), g.m()),
                            d.none(),
                            d.dense(g.c(), g.m()),
                            attributes(d, begun[pair.tap], false));
            d.step(product)
                    .at(DNNL_ARG_SRC, at(new Where.In(0), pair.in, g.c()))
                    .at(DNNL_ARG_WEIGHTS, at(new Where.In(1), pair.out, g.m()))
                    .at(DNNL_ARG_DST, k.tap(new Where.Out(0), pair))
                    .run();
            begun[pair.tap] = true;
        }
    }

    private static dnnl_primitive_attr attributes(Draft d, boolean add, boolean relu) {
        return !add && !relu
                ? d.attributes()
                : d.attributesThen("post operations", then -> append(then, add, relu));
    }

    private static int append(dnnl_post_ops then, boolean add, boolean relu) {
        int status =
                add ? dnnl_post_ops_append_sum(then, 1, 0, dnnl_data_type_undef) : dnnl_success;
        return status == dnnl_success && relu ? PostOps.appendRelu(then) : status;
    }

    private dnnl_memory_desc images(long h, long w, long channels) {
        dnnl_memory_desc last = Images.Format.CHANNELS_LAST.desc(d, g.n(), channels, h, w);
        return Images.asArray(d, last, g.nhwc());
    }

    private dnnl_memory_desc filters() {
        Window k = g.window();
        return Images.filtersByTap(d, g.nhwc(), g.m(), g.c(), k.kh(), k.kw());
    }

    /** One pixel of all images. */
    private dnnl_memory_desc pixel(long pixels, long channels) {
        return d.strided(new long[] {g.n(), channels}, pixels * channels, 1);
    }

    private static Where at(Where images, int pixel, long channels) {
        return new Where.After(images, pixel * channels * Float.BYTES);
    }

    private Where tap(Where filters, Pair pair) {
        return new Where.After(filters, (long) pair.tap * g.c() * g.m() * Float.BYTES);
    }
}
