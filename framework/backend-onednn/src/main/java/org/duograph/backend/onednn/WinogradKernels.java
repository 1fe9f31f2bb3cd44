package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.duograph.ops.ConvGeometry;
import org.duograph.ops.Window;

/**
 * Convolution by Winograd's minimal filtering, with the library's matrix products: it has no such
 * kernel for floats itself. See {@link WinogradTransform} for the algebra.
 *
 * <pre>
 * V = Bh X Bw'              the tiles of the input, by two products with constant matrices
 * U = G W G'                the filters, likewise
 * Z(i, j) = V(i, j) U(i, j) a&sup2; products of matrices: (images and tiles) x C by C x M
 * Y = Ah Z Aw'              the output
 * </pre>
 *
 * <p>Every line is linear, so the gradients are the same lines transposed, backwards: {@code dZ =
 * Ah' dY Aw}, {@code dV = dZ U'}, {@code dX = Bh' dV Bw}, and {@code dU = V' dZ}, {@code dW = G' dU
 * G}.
 *
 * <p>The work goes a few images at a time, so that what one line hands to the next stays in the
 * caches. Images stand with channels last, filters as 3 x 3 x C x M.
 *
 * <p>Gain, forward, batch 64, two cores of a Zen 5 with AVX-512, against the library's best direct
 * convolution in the same run: 256 to 256 channels of 8 x 8, 10.8 to 5.8 ms; 128 to 128 of 16 x 16,
 * 11.4 to 7.6 ms; 512 to 512 of 4 x 4, 12.6 to 8.9 ms; with 64 channels of 16 x 16 it is even, and
 * with 32 it loses. {@link Tuner} prints what it measured into its file.
 */
final class WinogradKernels {
    /** Bytes of products with which a go of images keeps to the caches. */
    private static final long CACHED_BYTES = 5 << 20;

    private static final int TAPS = 9;

    private final Draft d;
    private final WinogradTransform t;
    private final ConvGeometry g;
    private final WinogradSide.Tiles tiles;
    private final WinogradSide in;
    private final WinogradSide out;
    private final Place u;

    private WinogradKernels(Draft d, ConvGeometry g, int tile) {
        this.d = d;
        this.g = g;
        this.t = new WinogradTransform(tile);
        this.tiles = tiles();
        Place columns =
                d.scratch(
                        Math.max(
                                WinogradSide.columnBytes(tiles, g.w(), g.c()),
                                WinogradSide.columnBytes(tiles, g.ow(), g.m())));
        Window k = g.window();
        in =
                new WinogradSide(
                        d,
                        tiles,
                        g.h(),
                        g.w(),
                        g.c(),
                        t.input(g.h(), g.oh(), k.padTop()),
                        t.input(g.w(), g.ow(), k.padLeft()),
                        columns);
        out =
                new WinogradSide(
                        d,
                        tiles,
                        g.oh(),
                        g.ow(),
                        g.m(),
                        WinogradTransform.transposed(t.output(g.oh()), g.oh()),
                        WinogradTransform.transposed(t.output(g.ow()), g.ow()),
                        columns);
        u = d.scratch((long) t.a() * t.a() * g.c() * g.m() * Float.BYTES);
        d.implementation("winograd %1$dx%1$d, %2$d images a go".formatted(tile, tiles.images()));
    }

    /** Whether it can do this convolution: 3 x 3, dense, step 1. */
    static boolean fits(ConvGeometry g) {
        Window k = g.window();
        return k.kh() == 3
                && k.kw() == 3
                && k.strideH() == 1
                && k.strideW() == 1
                && k.dilationH() == 1
                && k.dilationW() == 1
                && g.group() == 1;
    }

    /** As many images in a go as keep to the caches, and divide the batch. */
    private WinogradSide.Tiles tiles() {
        int rows = t.tiles(g.oh());
        int cols = t.tiles(g.ow());
        long each = (long) t.a() * t.a() * rows * cols * Math.max(g.c(), g.m()) * Float.BYTES;
        int images = g.n();
        while (images > 1 && (g.n() % images != 0 || images * each > CACHED_BYTES)) {
            images--;
        }
        return new WinogradSide.Tiles(t.a(), images, rows, cols);
    }

    /** Draws {@code Y = X * W + b}; with {@code relu} its positive part. */
    static void forward(Draft d, int tile, boolean relu) {
        ConvGeometry g = ConvGeometry.of(d.attrs(), d.inShape(0), d.inShape(1));
        WinogradKernels k = new WinogradKernels(d, g, tile);
        d.input(0, k.in.pixels(g.n(), g.nhwc()));
        d.input(1, k.filters());
        d.output(0, k.out.pixels(g.n(), g.nhwc()));
        k.transformFilters(new Place.In(1));
        Place bias = d.inputCount() > 2 ? k.biasOfARow(new Place.In(2)) : null;
        dnnl_primitive_attr attr = relu ? ElementwiseKernels.thenRelu(d) : d.attributes();
        Primitive product = k.product(k.in, k.out, false);
        k.convolve(
                k.in.new Spread(),
                new Place.In(0),
                product,
                k.out.new Gather(bias, attr),
                new Place.Out(0),
                k.in,
                k.out);
    }

    /** Draws the gradient with respect to X, from W and dY. */
    static void gradX(Draft d, int tile) {
        ConvGeometry g = ConvGeometry.of(d.attrs(), d.inShape(2), d.inShape(0));
        WinogradKernels k = new WinogradKernels(d, g, tile);
        d.input(0, k.filters());
        d.input(1, k.out.pixels(g.n(), g.nhwc()));
        d.output(0, k.in.pixels(g.n(), g.nhwc()));
        k.transformFilters(new Place.In(0));
        Primitive product = k.product(k.out, k.in, true);
        k.convolve(
                k.out.new Spread(),
                new Place.In(1),
                product,
                k.in.new Gather(null, d.attributes()),
                new Place.Out(0),
                k.out,
                k.in);
    }

    private void convolve(
            WinogradSide.Spread spread,
            Place source,
            Primitive product,
            WinogradSide.Gather gather,
            Place target,
            WinogradSide from,
            WinogradSide to) {
        for (int first = 0; first < g.n(); first += tiles.images()) {
            spread.draw(from.images(source, first));
            d.step(product)
                    .at(DNNL_ARG_SRC, from.products())
                    .at(DNNL_ARG_WEIGHTS, u)
                    .at(DNNL_ARG_DST, to.products())
                    .run();
            gather.draw(to.images(target, first));
        }
    }

    /** Draws the gradient with respect to W, from X and dY. */
    static void gradW(Draft d, int tile) {
        ConvGeometry g = ConvGeometry.of(d.attrs(), d.inShape(0), d.inShape(2));
        WinogradKernels k = new WinogradKernels(d, g, tile);
        d.input(0, k.in.pixels(g.n(), g.nhwc()));
        d.input(1, k.out.pixels(g.n(), g.nhwc()));
        d.output(0, k.filters());
        WinogradSide.Spread spreadX = k.in.new Spread();
        WinogradSide.Spread spreadY = k.out.new Spread();
        Primitive set = k.sumOfProducts(d.attributes());
        Primitive add = k.sumOfProducts(thenAdd(d));
        for (int first = 0; first < g.n(); first += k.tiles.images()) {
            spreadX.draw(k.in.images(new Place.In(0), first));
            spreadY.draw(k.out.images(new Place.In(1), first));
            for (int col = 0; col < k.tiles.cols(); col++) { // over the rest the product sums
                d.step(first + col == 0 ? set : add)
                        .at(DNNL_ARG_SRC, k.column(k.in, col))
                        .at(DNNL_ARG_WEIGHTS, k.column(k.out, col))
                        .at(DNNL_ARG_DST, k.u)
                        .run();
            }
        }
        k.gatherFilters(new Place.Out(0));
    }

    private static dnnl_primitive_attr thenAdd(Draft d) {
        return d.attributesThen(
                "dnnl_post_ops_append_sum",
                then -> dnnl_post_ops_append_sum(then, 1, 0, dnnl_data_type_undef));
    }

    /** The products from column {@code col} of tiles on. */
    private Place column(WinogradSide side, int col) {
        return new Place.After(side.products(), (long) col * side.channels() * Float.BYTES);
    }

    /** Filters as 3 x 3 x C x M, with the axes of the array. */
    private dnnl_memory_desc filters() {
        dnnl_memory_desc taps = d.tagged(dnnl_cdba, g.m(), g.c(), 3, 3);
        return g.nhwc() ? d.permuted(taps, 0, 3, 1, 2) : taps;
    }

    static Primitive matmul(
            Draft d,
            dnnl_memory_desc a,
            dnnl_memory_desc b,
            dnnl_memory_desc product,
            dnnl_primitive_attr attr) {
        return matmul(d, a, b, d.none(), product, attr);
    }

    /** A product of matrices, or of many; {@code bias} may be none. */
    static Primitive matmul(
            Draft d,
            dnnl_memory_desc a,
            dnnl_memory_desc b,
            dnnl_memory_desc bias,
            dnnl_memory_desc product,
            dnnl_primitive_attr attr) {
        return d.primitive(
                "matrix product of a convolution",
                p -> dnnl_matmul_primitive_desc_create(p, d.engine(), a, b, bias, product, attr));
    }

    /** {@code U = G W G'}. */
    private void transformFilters(Place w) {
        productOfFilters(t.a() * t.a(), TAPS, t.filter(), w, u);
    }

    /** {@code dW = G' dU G}. */
    private void gatherFilters(Place dW) {
        int a2 = t.a() * t.a();
        productOfFilters(TAPS, a2, WinogradTransform.transposed(t.filter(), a2), u, dW);
    }

    private void productOfFilters(long to, long from, float[] matrix, Place source, Place target) {
        long pairs = (long) g.c() * g.m();
        Primitive product =
                matmul(
                        d,
                        d.dense(to, from),
                        d.dense(from, pairs),
                        d.dense(to, pairs),
                        d.attributes());
        d.step(product)
                .at(DNNL_ARG_SRC, d.fixed(matrix))
                .at(DNNL_ARG_WEIGHTS, source)
                .at(DNNL_ARG_DST, target)
                .run();
    }

    /** The bias once for each pixel of a row, as {@link WinogradSide.Gather} adds it. */
    private Place biasOfARow(Place bias) {
        float[] ones = new float[g.ow()];
        Arrays.fill(ones, 1);
        Place row = d.scratch((long) g.ow() * g.m() * Float.BYTES);
        Primitive repeat =
                matmul(
                        d,
                        d.dense(g.ow(), 1),
                        d.dense(1, g.m()),
                        d.dense(g.ow(), g.m()),
                        d.attributes());
        d.step(repeat)
                .at(DNNL_ARG_SRC, d.fixed(ones))
                .at(DNNL_ARG_WEIGHTS, bias)
                .at(DNNL_ARG_DST, row)
                .run();
        return row;
    }

    /** {@code Z = V U}, or with U transposed {@code dV = dZ U'}: a&sup2; products at once. */
    private Primitive product(WinogradSide from, WinogradSide to, boolean transposed) {
        long a = t.a();
        long rows = (long) tiles.images() * tiles.rows();
        long c = from.channels();
        long m = to.channels();
        return matmul(
                d,
                d.strided(new long[] {a, a, tiles.cols(), rows, c}, from.strides()),
                d.strided(
                        new long[] {a, a, 1, c, m},
                        a * c * m,
                        c * m,
                        c * m,
                        transposed ? 1 : m,
                        transposed ? c : 1),
                d.strided(new long[] {a, a, tiles.cols(), rows, m}, to.strides()),
                d.attributes());
    }

    /** {@code dU = V' dZ} of one column of tiles, summed over images and rows of tiles. */
    private Primitive sumOfProducts(dnnl_primitive_attr attr) {
        long a = t.a();
        long rows = (long) tiles.images() * tiles.rows();
        long[] v = in.strides();
        long[] z = out.strides();
        return matmul(
                d,
                d.strided(new long[] {a, a, g.c(), rows}, v[0], v[1], v[4], v[3]),
                d.strided(new long[] {a, a, rows, g.m()}, z[0], z[1], z[3], z[4]),
                d.dense(a, a, g.c(), g.m()),
                attr);
    }
}
