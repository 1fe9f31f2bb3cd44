package org.duograph.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Supplier;
import org.duograph.tensor.NDArray;

/**
 * Labelled images of one shape.
 *
 * <p>The labels are in memory. The pixels are, too, or stay in the files they come from until
 * somebody {@link #open opens} them: 50,000 images of CIFAR-10 would take 150 MB. An image's pixels
 * stand as C x H x W, 0 to 255 in unsigned bytes; labels are class numbers from 0. Nobody changes
 * arrays or files once they are given to this class.
 */
public final class Images {
    private final ImageShape shape;
    private final Supplier<PixelReader> pixels;
    private final byte[] labels;

    /**
     * Wraps pixels and labels that are in memory.
     *
     * @param pixels labels.length x shape.size() unsigned bytes, one image after the other
     * @param labels one class number per image, 0 to 255 in unsigned bytes
     */
    public Images(ImageShape shape, byte[] pixels, byte[] labels) {
        this(shape, inMemory(shape, pixels), labels);
        if (pixels.length != (long) labels.length * shape.size()) {
            throw new IllegalArgumentException(
                    "%d images of %s need %d bytes of pixels, but %d were given"
                            .formatted(
                                    labels.length,
                                    shape,
                                    (long) labels.length * shape.size(),
                                    pixels.length));
        }
    }

    /** Images whose pixels are read with what {@code pixels} gives, a fresh reader each time. */
    Images(ImageShape shape, Supplier<PixelReader> pixels, byte[] labels) {
        this.shape = shape;
        this.pixels = pixels;
        this.labels = labels;
    }

    private static Supplier<PixelReader> inMemory(ImageShape shape, byte[] pixels) {
        int size = shape.size();
        return () -> (image, into) -> System.arraycopy(pixels, image * size, into, 0, size);
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

    /** The labels themselves, not a copy. */
    public byte[] labels() {
        return labels;
    }

    /** Opens the pixels for reading; several readers may be open at a time. */
    public PixelReader open() {
        return pixels.get();
    }

    /** The first {@code n} images, or these themselves if there are no more than that. */
    public Images first(int n) {
        return n >= count() ? this : new Images(shape, pixels, Arrays.copyOf(labels, n));
    }

    /**
     * The pixels of all images in a fresh uint8 array N x C x H x W.
     *
     * @throws IOException if they come from files that can't be read any more
     */
    public NDArray toArray() throws IOException {
        byte[] all = new byte[Math.multiplyExact(count(), shape.size())];
        byte[] image = new byte[shape.size()];
        try (PixelReader reader = open()) {
            for (int i = 0; i < count(); i++) {
                reader.read(i, image);
                System.arraycopy(image, 0, all, i * image.length, image.length);
            }
        }
        return NDArray.ofBytes(shape.batchOf(count()), all);
    }
}
