package org.duograph.backend.onednn.winograd;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Images;
import org.duograph.backend.onednn.library.OneDnn;
import org.duograph.backend.onednn.library.PostOps;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.backend.onednn.library.Products;
import org.duograph.backend.onednn.winograd.WinogradTransform.Band;
import org.duograph.ops.conv.ConvGeometry;
import org.duograph.ops.view.Window;

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
 * <p>The gradient with respect to X is the same convolution, of dY with filters that are turned by
 * half a turn. For that with respect to W the lines are transposed, backwards: {@code dZ = Ah' dY
 * Aw}, {@code dU = V' dZ}, {@code dW = G' dU G}.
 *
 * <p>The work goes a few images at a time, so that what one line hands to the next stays in the
 * caches; where that is the whole batch, filters are many, and they are transformed and used some
 * output channels at a time. Images stand with channels last, filters as 3 x 3 x C x M.
 *
 * <p>Y may be written over X: a go has read its images before it writes where they stand. With that
 * the 6-layer net infers 64 images in 7.9 MB of planned memory, and in 12.1 without.
 */
public final class WinogradKernels {
    /**
     * Bytes of products with which a go of images keeps to the caches. Twice as much is no faster.
     * Half as much is as fast where a share still has {@value #ROWS_OF_A_SHARE} rows, and takes
     * half the scratch memory: 4 MB less for a training step of the 6-layer net. Where it has
     * fewer, as in deep layers, it is slower.
     */
    private static final long CACHED_BYTES = 5 << 19;

    /** Rows of a product of matrices from which on it may be cut into shares. */
    private static final int ROWS_OF_A_SHARE = 64;

    /** Output channels from which on the library copies the transformed filters once more. */
    private static final int MANY_CHANNELS = 512;

    private static final int BLOCK = 128;

    private static final int TAPS = 9;

    private final Draft d;
    private final WinogradTransform t;
    private final ConvGeometry g;
    private final boolean tileByTile;
    private final WinogradSide.Tiles tiles;
    private final WinogradSide in;
    private final WinogradSide out;
    private final boolean atOnce;
    private final Where u;

    /** The way from channels {@code c} of images h x w to channels {@code m} of images oh x ow. */
    private record Way(int h, int w, int c, int oh, int ow, int m, int padTop, int padLeft) {}

    private WinogradKernels(Draft d, ConvGeometry g, int tile, boolean tileByTile, Way way) {
        this.d = d;
        this.g = g;
        this.t = new WinogradTransform(tile);
        this.tileByTile = tileByTile;
        this.tiles = tiles(way);
        atOnce = tiles.allImages() == g.n();
        boolean cut = atOnce && way.m >= MANY_CHANNELS && way.m % BLOCK == 0;
        int block = cut ? BLOCK : way.m;
        WinogradSide.Pixels x = new WinogradSide.Pixels(way.h, way.w, way.c, way.c);
        WinogradSide.Pixels y = new WinogradSide.Pixels(way.oh, way.ow, way.m, block);
        Where between =
                d.scratch(
                        Math.max(
                                WinogradSide.bytesBetween(tiles, x),
                                WinogradSide.bytesBetween(tiles, y)));
        float[] b = t.input(way.h, way.oh, way.padTop);
        in =
                new WinogradSide(
                        d, tiles, x, bands(b, way.h), t.input(way.w, way.ow, way.padLeft), between);
        out =
                new WinogradSide(
                        d, tiles, y, bands(t.output(way.oh), way.oh), t.output(way.ow), between);
        int blocks = atOnce ? 1 : way.m / block;
        u = d.scratch(blocks * bytesOfFilters());
        String images = tiles.allImages() + " images a go" + (tileByTile ? ", tile by tile" : "");
        d.implementation("winograd " + tile + "x" + tile + ", " + images);
    }

    private static WinogradKernels ofOutput(Draft d, ConvGeometry g, int tile, boolean tileByTile) {
        Window k = g.window();
        Way way = new Way(g.h(), g.w(), g.c(), g.oh(), g.ow(), g.m(), k.padTop(), k.padLeft());
        return new WinogradKernels(d, g, tile, tileByTile, way);
    }

    private static WinogradKernels ofInput(Draft d, ConvGeometry g, int tile, boolean tileByTile) {
        Window k = g.window();
        Way way =
                new Way(
                        g.oh(),
                        g.ow(),
                        g.m(),
                        g.h(),
                        g.w(),
                        g.c(),
                        2 - k.padTop(),
                        2 - k.padLeft());
        return new WinogradKernels(d, g, tile, tileByTile, way);
    }

    /**
     * Whether it can do this convolution: 3 x 3, dense, step 1, of images and to images of more
     * than one row and column. A single pixel times a matrix of one column is a product over one
     * number, and those the library gets wrong from 512 columns on, or writes beyond their end.
     */
    public static boolean fits(ConvGeometry g) {
        Window k = g.window();
        return Math.min(Math.min(g.h(), g.w()), Math.min(g.oh(), g.ow())) > 1
                && k.kh() == 3
                && k.kw() == 3
                && k.strideH() == 1
                && k.strideW() == 1
                && k.dilationH() == 1
                && k.dilationW() == 1
                && g.group() == 1;
    }

    /**
     * Whether columns have so many pixels that it may pay to transform them tile by tile: then what
     * is multiplied are fewer zeros, but there are more products. All tiles must be whole.
     */
    public static boolean isTall(ConvGeometry g, int tile) {
        return g.oh() >= 4 * tile && g.oh() % tile == 0 && g.h() % tile == 0;
    }

    /** Half as many images in a go as keep to the caches, if that gives each thread enough. */
    private WinogradSide.Tiles tiles(Way way) {
        WinogradSide.Tiles half = tiles(way, CACHED_BYTES / 2);
        boolean enough = half.shares() == OneDnn.threads() && half.all() >= ROWS_OF_A_SHARE;
        return enough ? half : tiles(way, CACHED_BYTES);
    }

    /** As many images in a go as have so many bytes of products, and divide the batch. */
    private WinogradSide.Tiles tiles(Way way, long bytes) {
        int rows = t.tiles(way.oh);
        int cols = t.tiles(way.ow);
        long each = (long) t.a() * t.a() * rows * cols * Math.max(way.c, way.m) * Float.BYTES;
        int images = g.n();
        while (images > 1 && (g.n() % images != 0 || images * each > bytes)) {
            images--;
        }
        int shares = OneDnn.threads();
        if (images % shares != 0 || images / shares * rows * cols < ROWS_OF_A_SHARE) {
            shares = 1;
        }
        return new WinogradSide.Tiles(t.a(), shares, images / shares, rows, cols);
    }

    private List<Band> bands(float[] matrix, int pixels) {
        return t.bands(matrix, pixels, tileByTile ? 1 : matrix.length / pixels / t.a());
    }

    /** Draws {@code Y = X * W + b}; with {@code relu} its positive part. */
    public static void forward(Draft d, int tile, boolean tileByTile, boolean relu) {
        ConvGeometry g = ConvGeometry.of(d.attrs(), d.inShape(0), d.inShape(1));
        WinogradKernels k = ofOutput(d, g, tile, tileByTile);
        d.input(0, k.in.pixels(g.n(), g.nhwc()));
        d.input(1, k.filters());
        d.output(0, k.out.pixels(g.n(), g.nhwc()));
        Where bias = d.has(2) ? new Where.In(2) : null;
        dnnl_primitive_attr attr = relu ? PostOps.thenRelu(d) : d.attributes();
        d.mayOverwrite(0, 0);
        k.convolve(new Where.In(0), new Where.In(1), false, bias, attr);
    }

    /** Draws the gradient with respect to X, from W and dY. */
    public static void gradX(Draft d, int tile, boolean tileByTile) {
        ConvGeometry g = ConvGeometry.of(d.attrs(), d.inShape(2), d.inShape(0));
        WinogradKernels k = ofInput(d, g, tile, tileByTile);
        d.input(0, k.filters());
        d.input(1, k.in.pixels(g.n(), g.nhwc()));
        d.output(0, k.out.pixels(g.n(), g.nhwc()));
        Where turned = d.scratch((long) TAPS * g.c() * g.m() * Float.BYTES);
        Primitive turn =
                d.reorder(
                        d.dense(TAPS, g.c(), g.m()),
                        d.strided(new long[] {TAPS, g.c(), g.m()}, (long) g.c() * g.m(), 1, g.c()));
        d.step(turn).in(DNNL_ARG_FROM, 0).at(DNNL_ARG_TO, turned).run();
        k.convolve(new Where.In(1), turned, true, null, d.attributes());
    }

    private void convolve(
            Where source, Where w, boolean turned, Where bias, dnnl_primitive_attr attr) {
        Primitive transform =
                transformation(t.a() * t.a(), TAPS, filterBlock(), transformedBlock());
        Where matrix = d.fixed(t.filter(turned));
        WinogradSide.Spread spread = in.new Spread();
        Primitive product = product();
        WinogradSide.Gather gather = out.new Gather(bias != null, attr);
        if (!atOnce) {
            for (int m = 0; m < out.channels(); m += out.block()) {
                transformFilters(transform, matrix, w, m);
            }
        }
        for (int first = 0; first < g.n(); first += tiles.allImages()) {
            spread.draw(in.images(source, first, 0));
            for (int m = 0; m < out.channels(); m += out.block()) {
                if (atOnce) {
                    transformFilters(transform, matrix, w, m);
                }
                d.step(product)
                        .at(DNNL_ARG_SRC, in.products())
                        .at(DNNL_ARG_WEIGHTS, transformed(m))
                        .at(DNNL_ARG_DST, out.products())
                        .run();
                gather.draw(
                        bias == null ? null : channel(bias, m),
                        out.images(new Where.Out(0), first, m));
            }
        }
    }

    /** Draws the gradient with respect to W, from X and dY. */
    public static void gradW(Draft d, int tile, boolean tileByTile) {
        ConvGeometry g = ConvGeometry.of(d.attrs(), d.inShape(0), d.inShape(2));
        WinogradKernels k = ofOutput(d, g, tile, tileByTile);
        d.input(0, k.in.pixels(g.n(), g.nhwc()));
        d.input(1, k.out.pixels(g.n(), g.nhwc()));
        d.output(0, k.filters());
        k.gradW();
    }

    private void gradW() {
        WinogradSide.Spread spreadX = in.new Spread();
        WinogradSide.Spread spreadY = out.new Spread();
        Primitive set = sumOfProducts(d.attributes());
        Primitive add = sumOfProducts(thenAdd());
        for (int first = 0; first < g.n(); first += tiles.allImages()) {
            boolean last = first + tiles.allImages() == g.n();
            spreadX.draw(in.images(new Where.In(0), first, 0));
            for (int m = 0; m < out.channels(); m += out.block()) {
                spreadY.draw(out.images(new Where.In(1), first, m));
                for (int share = 0; share < tiles.shares(); share++) {
                    d.step(first + share == 0 ? set : add)
                            .at(DNNL_ARG_SRC, share(in, share))
                            .at(DNNL_ARG_WEIGHTS, share(out, share))
                            .at(DNNL_ARG_DST, transformed(m))
                            .run();
                }
                if (last) {
                    gatherFilters(m);
                }
            }
        }
    }

    private dnnl_primitive_attr thenAdd() {
        return d.attributesThen(
                "dnnl_post_ops_append_sum",
                then -> dnnl_post_ops_append_sum(then, 1, 0, dnnl_data_type_undef));
    }

    private static Where share(WinogradSide side, int share) {
        return new Where.After(side.products(), share * side.strides()[0] * Float.BYTES);
    }

    private static Where channel(Where place, int channel) {
        return new Where.After(place, (long) channel * Float.BYTES);
    }

    /** Filters as 3 x 3 x C x M, with the axes of the array. */
    private dnnl_memory_desc filters() {
        return Images.filtersByTap(d, g.nhwc(), g.m(), g.c(), 3, 3);
    }

    /** Transformed filters of one block of output channels: i, j, c, m. */
    private long bytesOfFilters() {
        return (long) t.a() * t.a() * in.channels() * out.block() * Float.BYTES;
    }

    /** Where the transformed filters stand that begin with output channel {@code m}. */
    private Where transformed(int m) {
        return new Where.After(u, atOnce ? 0 : m / out.block() * bytesOfFilters());
    }

    /** A block of output channels of the filters, as c, tap, m. */
    private dnnl_memory_desc filterBlock() {
        long m = out.channels();
        return d.strided(new long[] {in.channels(), TAPS, out.block()}, m, in.channels() * m, 1);
    }

    /** A block of output channels of transformed filters, as c, (i, j), m. */
    private dnnl_memory_desc transformedBlock() {
        long m = out.block();
        return d.strided(
                new long[] {in.channels(), (long) t.a() * t.a(), m}, m, in.channels() * m, 1);
    }

    private Primitive transformation(
            long to, long from, dnnl_memory_desc source, dnnl_memory_desc target) {
        return Products.matmul(d, d.dense(1, to, from), source, target, d.attributes());
    }

    /** {@code U = G W G'}, for a block of output channels from {@code m} on. */
    private void transformFilters(Primitive transform, Where matrix, Where w, int m) {
        d.step(transform)
                .at(DNNL_ARG_SRC, matrix)
                .at(DNNL_ARG_WEIGHTS, channel(w, m))
                .at(DNNL_ARG_DST, transformed(m))
                .run();
    }

    /** {@code dW = G' dU G}, for a block of output channels from {@code m} on. */
    private void gatherFilters(int m) {
        int a2 = t.a() * t.a();
        Primitive transform = transformation(TAPS, a2, transformedBlock(), filterBlock());
        d.step(transform)
                .at(DNNL_ARG_SRC, d.fixed(WinogradTransform.transposed(t.filter(false), a2)))
                .at(DNNL_ARG_WEIGHTS, transformed(m))
                .at(DNNL_ARG_DST, channel(new Where.Out(0), m))
                .run();
    }

    /** {@code Z = V U}: a&sup2; products for each share. */
    private Primitive product() {
        long a = t.a();
        long c = in.channels();
        long m = out.block();
        return Products.matmul(
                d,
                d.strided(new long[] {tiles.shares(), a, a, tiles.all(), c}, in.strides()),
                d.dense(1, a, a, c, m),
                d.strided(new long[] {tiles.shares(), a, a, tiles.all(), m}, out.strides()),
                d.attributes());
    }

    /** {@code dU = V' dZ} of one share, summed over its tiles. */
    private Primitive sumOfProducts(dnnl_primitive_attr attr) {
        long a = t.a();
        long c = in.channels();
        long m = out.block();
        long[] v = in.strides();
        long[] z = out.strides();
        return Products.matmul(
                d,
                d.strided(new long[] {a, a, c, tiles.all()}, v[1], v[2], v[4], v[3]),
                d.strided(new long[] {a, a, tiles.all(), m}, z[1], z[2], z[3], z[4]),
                d.dense(a, a, c, m),
                attr);
    }
}
