package org.duograph.backend.onednn.winograd;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Images;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.backend.onednn.library.Products;
import org.duograph.backend.onednn.library.StepArgs;
import org.duograph.backend.onednn.winograd.WinogradTransform.Band;

/**
 * One side of a Winograd convolution, X or Y: the way from the pixels of a few images to the
 * products of their tiles, and back. See {@link WinogradKernels}.
 *
 * <p>Pixels stand as image, row, column, channel; products as share, i, row of tiles, image, column
 * of tiles, j, channel. The way goes by {@code between}, scratch memory for what has been
 * transformed along rows only: image, row, column of tiles, j, channel.
 *
 * <p>Four things make it fast. Rows come first, because a row of pixels is one piece of memory.
 * Rows in between stand {@value #GAP} floats further apart than they are long, which could put them
 * all into the same few lines of the nearest cache. And each thread has a share of the images, from
 * pixels to products to pixels: what it writes it finds in its own cache when it reads it. And
 * tiles that are alike go in one product: the best step of VGG-16 took 303 ms, and 315 ms with a
 * product for each row of tiles.
 */
final class WinogradSide {
    private static final int GAP = 16;

    private final Draft d;
    private final Tiles tiles;
    private final Pixels pixels;
    private final List<Band> columns;
    private final float[] alongRows;
    private final Where between;
    private final Where products;

    /**
     * How a few images are cut into tiles.
     *
     * @param a products along a tile
     * @param shares threads that have images of their own
     * @param images images of each share
     * @param rows rows of tiles in an image
     * @param cols columns of tiles in an image
     */
    record Tiles(int a, int shares, int images, int rows, int cols) {
        /** Pixels from one tile to the next. */
        int step() {
            return a - 2;
        }

        /** Images in one go. */
        int allImages() {
            return shares * images;
        }

        /** Products along a column of an image. */
        int productRows() {
            return a * rows;
        }

        /** Products along a row of an image. */
        int productCols() {
            return a * cols;
        }

        /** The tiles of a share. */
        long all() {
            return (long) images * rows * cols;
        }
    }

    /**
     * The images.
     *
     * @param h rows of an image
     * @param w columns of an image
     * @param channels channels of an image
     * @param block how many of the channels are taken at a time
     */
    record Pixels(int h, int w, int channels, int block) {}

    /**
     * Makes a side.
     *
     * @param columns from a column's pixels to its products
     * @param alongRows the matrix from a row's pixels to its products, productCols x w
     * @param between scratch memory, see {@link #bytesBetween}
     */
    WinogradSide(
            Draft d,
            Tiles tiles,
            Pixels pixels,
            List<Band> columns,
            float[] alongRows,
            Where between) {
        this.d = d;
        this.tiles = tiles;
        this.pixels = pixels;
        this.columns = columns;
        this.alongRows = alongRows;
        this.between = between;
        products = d.scratch(tiles.shares * tiles.productRows() * line() * Float.BYTES);
    }

    /** Scratch memory for what has been transformed along rows. */
    static long bytesBetween(Tiles tiles, Pixels p) {
        long row = (long) tiles.productCols() * p.block + GAP;
        return tiles.allImages() * p.h * row * Float.BYTES;
    }

    /** Where the products stand. */
    Where products() {
        return products;
    }

    /** Channels that are taken at a time. */
    int block() {
        return pixels.block;
    }

    /** Channels of an image. */
    int channels() {
        return pixels.channels;
    }

    /** The images from number {@code first} on, from channel {@code channel} on. */
    Where images(Where all, int first, int channel) {
        long pixel = (long) first * pixels.h * pixels.w;
        return new Where.After(all, (pixel * pixels.channels + channel) * Float.BYTES);
    }

    /** All {@code n} images, channels last. */
    dnnl_memory_desc pixels(long n, boolean nhwc) {
        dnnl_memory_desc last =
                Images.Format.CHANNELS_LAST.desc(d, n, pixels.channels, pixels.h, pixels.w);
        return Images.asArray(d, last, nhwc);
    }

    /** The strides of products seen as share, i, j, tile, channel. */
    long[] strides() {
        int a = tiles.a;
        long tile = (long) a * pixels.block;
        return new long[] {a * tiles.all() * tile, tiles.all() * tile, pixels.block, tile, 1};
    }

    /** The products of one row of the images of a share. */
    private long row() {
        return (long) tiles.productCols() * pixels.block;
    }

    /** The products of one row of tiles, for all images of a share. */
    private long line() {
        return tiles.images * row();
    }

    /** Rows of pixels, some channels of them. */
    private dnnl_memory_desc rowsOfPixels() {
        return d.strided(
                new long[] {tiles.allImages() * pixels.h, pixels.w, pixels.block},
                (long) pixels.w * pixels.channels,
                pixels.channels,
                1);
    }

    /** The same rows, transformed. */
    private dnnl_memory_desc rowsBetween() {
        return d.strided(
                new long[] {tiles.allImages() * pixels.h, tiles.productCols(), pixels.block},
                row() + GAP,
                pixels.block,
                1);
    }

    /** A step along columns: for all bands of tiles that are alike. */
    private final class AlongColumns {
        private final Primitive product;
        private final Where matrix;
        private final Where pixelsOfBand;
        private final Where productsOfBand;

        AlongColumns(Band band, boolean gather) {
            int count = band.tiles() * tiles.a;
            long[] from = {tiles.shares, tiles.images, band.count(), band.pixels(), row()};
            long[] to = {tiles.shares, tiles.images, band.count(), count, row()};
            long between = row() + GAP;
            long image = pixels.h * between;
            long share = tiles.productRows() * line();
            boolean single = band.count() == 1; // then any step will do that overlaps nothing
            dnnl_memory_desc rows =
                    d.strided(
                            from,
                            tiles.images * image,
                            image,
                            single ? image : band.step() * tiles.step() * between,
                            between,
                            1);
            dnnl_memory_desc lines =
                    d.strided(
                            to,
                            share,
                            row(),
                            single ? share : band.step() * line(),
                            band.tiles() == 1 ? tiles.rows * line() : line(),
                            1);
            float[] numbers = band.matrix();
            if (gather) {
                numbers = WinogradTransform.transposed(numbers, count);
            }
            dnnl_memory_desc factor =
                    gather
                            ? d.dense(1, 1, 1, band.pixels(), count)
                            : d.dense(1, 1, 1, count, band.pixels());
            product =
                    Products.matmul(
                            d,
                            factor,
                            gather ? lines : rows,
                            gather ? rows : lines,
                            d.attributes());
            matrix = d.fixed(numbers);
            pixelsOfBand =
                    new Where.After(
                            WinogradSide.this.between, band.pixel() * between * Float.BYTES);
            productsOfBand = new Where.After(products, band.tile() * line() * Float.BYTES);
        }

        void draw(boolean gather) {
            d.step(product)
                    .at(DNNL_ARG_SRC, matrix)
                    .at(DNNL_ARG_WEIGHTS, gather ? productsOfBand : pixelsOfBand)
                    .at(DNNL_ARG_DST, gather ? pixelsOfBand : productsOfBand)
                    .run();
        }
    }

    /** From pixels to products; ready to be drawn for one go of images after the other. */
    final class Spread {
        private final Primitive rows =
                Products.matmul(
                        d,
                        d.dense(1, tiles.productCols(), pixels.w),
                        rowsOfPixels(),
                        rowsBetween(),
                        d.attributes());
        private final Where rowMatrix = d.fixed(alongRows);
        private final List<AlongColumns> steps = new ArrayList<>();

        Spread() {
            columns.forEach(band -> steps.add(new AlongColumns(band, false)));
        }

        void draw(Where source) {
            d.step(rows)
                    .at(DNNL_ARG_SRC, rowMatrix)
                    .at(DNNL_ARG_WEIGHTS, source)
                    .at(DNNL_ARG_DST, between)
                    .run();
            steps.forEach(step -> step.draw(false));
        }
    }

    /** From products to pixels, by the transposed matrices. */
    final class Gather {
        private final List<AlongColumns> steps = new ArrayList<>();
        private final Primitive rows;
        private final Where rowMatrix =
                d.fixed(WinogradTransform.transposed(alongRows, tiles.productCols()));

        /**
         * Prepares the way.
         *
         * @param biased whether to add a number per channel
         * @param attr what to do with each pixel after that
         */
        Gather(boolean biased, dnnl_primitive_attr attr) {
            columns.forEach(band -> steps.add(new AlongColumns(band, true)));
            rows =
                    Products.matmul(
                            d,
                            d.dense(1, pixels.w, tiles.productCols()),
                            rowsBetween(),
                            biased ? d.dense(1, 1, pixels.block) : d.none(),
                            rowsOfPixels(),
                            attr);
        }

        /** Draws it; {@code bias} is null where it is not biased. */
        void draw(Where bias, Where target) {
            steps.forEach(step -> step.draw(true));
            StepArgs args =
                    d.step(rows)
                            .at(DNNL_ARG_SRC, rowMatrix)
                            .at(DNNL_ARG_WEIGHTS, between)
                            .at(DNNL_ARG_DST, target);
            if (bias != null) {
                args.at(DNNL_ARG_BIAS, bias);
            }
            args.run();
        }
    }
}
