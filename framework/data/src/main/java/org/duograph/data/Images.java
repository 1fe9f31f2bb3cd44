package org.duograph.data;

import java.util.Arrays;
import org.duograph.tensor.NDArray;

/**
 * Labelled images of one shape, kept as bytes: a quarter of the memory of float32.
 *
 * <p>Pixels stand as N x C x H x W, 0 to 255 in unsigned bytes; labels are class numbers from 0.
 * The arrays are wrapped, not copied; nobody changes them after construction.
 */
public final class Images {
    private final ImageShape shape;
    private final byte[] pixels;
    private final byte[] labels;

    /**
     * Wraps pixels and labels.
     *
     * @param pixels labels.length x shape.size() unsigned bytes
     * @param labels one class number per image, 0 to 255 in unsigned bytes
     */
    public Images(ImageShape shape, byte[] pixels, byte[] labels) {
        if (pixels.length != (long) labels.length * shape.size()) {
            throw new IllegalArgumentException(
                    "%d images of %s need %d bytes of pixels, but %d were given"
                            .formatted(
                                    labels.length,
                                    shape,
                                    (long) labels.length * shape.size(),
                                    pixels.length));
        }
        this.shape = shape;
        this.pixels = pixels;
        this.labels = labels;
    }

    /** The shape of each image. */
    public ImageShape shape() {
        return shape;
    }

    /** The number of images. */
    public int count() {
        return labels.length;
    }

    /** The class number of image {@code i}. */
    public int label(int i) {
        return labels[i] & 0xff;
    }

    /** The pixels themselves, not a copy; image {@code i} begins at {@link #offset offset(i)}. */
    public byte[] pixels() {
        return pixels;
    }

    /** The labels themselves, not a copy. */
    public byte[] labels() {
        return labels;
    }

    /** Where image {@code i} begins in {@link #pixels}. */
    public int offset(int i) {
        return i * shape.size();
    }

    /** The first {@code n} images, copied, or these themselves if there are no more than that. */
    public Images first(int n) {
        return n >= count()
                ? this
                : new Images(shape, Arrays.copyOf(pixels, offset(n)), Arrays.copyOf(labels, n));
    }

    /** The pixels as a uint8 array N x C x H x W that shares them. */
    public NDArray toArray() {
        return NDArray.ofBytes(shape.batchOf(count()), pixels);
    }
}
