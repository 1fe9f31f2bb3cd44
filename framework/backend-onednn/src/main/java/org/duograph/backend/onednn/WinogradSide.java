package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;

/**
 * One side of a Winograd convolution, X or Y: the way from the pixels of a few images to the
 * products of their tiles, and back. See {@link WinogradKernels}.
 *
 * <p>Pixels stand as image, row, column, channel; products as i, image, row of tiles, j, column of
 * tiles, channel. The way goes by {@code columns}, scratch memory for what has been transformed
 * along columns only: image, i, row of tiles, column, channel.
 */
final class WinogradSide {
    private final Draft d;
    private final Tiles tiles;
    private final int h;
    private final int w;
    private final int channels;
    private final float[] alongColumns;
    private final float[] alongRows;
    private final Place columns;
    private final Place products;

    /**
     * How a few images are cut into tiles.
     *
     * @param a products along a tile
     * @param images images in one go
     * @param rows rows of tiles in an image
     * @param cols columns of tiles in an image
     */
    record Tiles(int a, int images, int rows, int cols) {
        /** Products along a column of an image. */
        int productRows() {
            return a * rows;
        }

        /** Products along a row of an image. */
        int productCols() {
            return a * cols;
        }
    }

    /**
     * Makes a side.
     *
     * @param h rows of an image
     * @param w columns of an image
     * @param alongColumns the matrix from a column's pixels to its products, productRows x h
     * @param alongRows the matrix from a row's pixels to its products, productCols x w
     * @param columns scratch memory, see {@link #columnBytes}
     */
    WinogradSide(
            Draft d,
            Tiles tiles,
            int h,
            int w,
            int channels,
            float[] alongColumns,
            float[] alongRows,
            Place columns) {
        this.d = d;
        this.tiles = tiles;
        this.h = h;
        this.w = w;
        this.channels = channels;
        this.alongColumns = alongColumns;
        this.alongRows = alongRows;
        this.columns = columns;
        long each = (long) tiles.productRows() * tiles.productCols() * channels;
        products = d.scratch(tiles.images * each * Float.BYTES);
    }

    /** Scratch memory for images of so many columns and channels. */
    static long columnBytes(Tiles tiles, int w, int channels) {
        return (long) tiles.images * tiles.productRows() * w * channels * Float.BYTES;
    }

    /** Where the products stand. */
    Place products() {
        return products;
    }

    int channels() {
        return channels;
    }

    /** The images from number {@code first} on. */
    Place images(Place all, int first) {
        return new Place.After(all, (long) first * h * w * channels * Float.BYTES);
    }

    /** All {@code n} images, channels last. */
    dnnl_memory_desc pixels(long n, boolean nhwc) {
        dnnl_memory_desc last = Images.channelsLast(d, new long[] {n, channels, h, w});
        return nhwc ? d.permuted(last, 0, 3, 1, 2) : last;
    }

    /**
     * The strides of products seen as i, j, column of tiles, (image and row of tiles), channel: a
     * product of matrices runs over the last two.
     */
    long[] strides() {
        long row = (long) tiles.productCols() * channels;
        return new long[] {
            tiles.images * tiles.rows * row, (long) tiles.cols * channels, channels, row, 1
        };
    }

    /** From pixels to products; ready to be drawn for one go of images after the other. */
    final class Spread {
        private final Primitive first =
                WinogradKernels.matmul(
                        d,
                        d.dense(1, tiles.productRows(), h),
                        d.dense(tiles.images, h, (long) w * channels),
                        d.dense(tiles.images, tiles.productRows(), (long) w * channels),
                        d.attributes());
        private final Primitive second =
                WinogradKernels.matmul(
                        d,
                        d.dense(1, 1, 1, tiles.productCols(), w),
                        d.dense(tiles.images, tiles.a, tiles.rows, w, channels),
                        productsByImage(),
                        d.attributes());
        private final Place columnMatrix = d.fixed(alongColumns);
        private final Place rowMatrix = d.fixed(alongRows);

        void draw(Place pixels) {
            d.step(first)
                    .at(DNNL_ARG_SRC, columnMatrix)
                    .at(DNNL_ARG_WEIGHTS, pixels)
                    .at(DNNL_ARG_DST, columns)
                    .run();
            d.step(second)
                    .at(DNNL_ARG_SRC, rowMatrix)
                    .at(DNNL_ARG_WEIGHTS, columns)
                    .at(DNNL_ARG_DST, products)
                    .run();
        }
    }

    /** From products to pixels, by the transposed matrices. */
    final class Gather {
        private final Place bias;
        private final Primitive first;
        private final Primitive second;
        private final Place columnMatrix =
                d.fixed(WinogradTransform.transposed(alongColumns, tiles.productRows()));
        private final Place rowMatrix =
                d.fixed(WinogradTransform.transposed(alongRows, tiles.productCols()));

        /**
         * Prepares the way.
         *
         * @param bias what to add to each row of pixels, w x channels; null for nothing
         * @param attr what to do with each pixel after that
         */
        Gather(Place bias, dnnl_primitive_attr attr) {
            this.bias = bias;
            long line = (long) w * channels;
            first =
                    WinogradKernels.matmul(
                            d,
                            d.dense(1, 1, 1, w, tiles.productCols()),
                            productsByImage(),
                            d.dense(tiles.images, tiles.a, tiles.rows, w, channels),
                            d.attributes());
            second =
                    WinogradKernels.matmul(
                            d,
                            d.dense(1, h, tiles.productRows()),
                            d.dense(tiles.images, tiles.productRows(), line),
                            bias == null ? d.none() : d.dense(1, 1, line),
                            d.dense(tiles.images, h, line),
                            attr);
        }

        void draw(Place pixels) {
            d.step(first)
                    .at(DNNL_ARG_SRC, rowMatrix)
                    .at(DNNL_ARG_WEIGHTS, products)
                    .at(DNNL_ARG_DST, columns)
                    .run();
            Draft.Args args =
                    d.step(second)
                            .at(DNNL_ARG_SRC, columnMatrix)
                            .at(DNNL_ARG_WEIGHTS, columns)
                            .at(DNNL_ARG_DST, pixels);
            if (bias != null) {
                args.at(DNNL_ARG_BIAS, bias);
            }
            args.run();
        }
    }

    /** Products seen as image, i, row of tiles, (j and column of tiles), channel. */
    private dnnl_memory_desc productsByImage() {
        long row = (long) tiles.productCols() * channels;
        return d.strided(
                new long[] {tiles.images, tiles.a, tiles.rows, tiles.productCols(), channels},
                tiles.rows * row,
                tiles.images * tiles.rows * row,
                row,
                channels,
                1);
    }
}
