package org.duograph.data;

import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Some images as a net takes them, with their labels.
 *
 * <p>A batch belongs to the reader it came from, which fills it again: it is valid until the
 * reader's next {@code next()} or {@code close()}. Copy what is to last.
 */
public final class Batch {
    private final ImageShape shape;
    private final NDArray fullImages;
    private final NDArray fullLabels;
    private NDArray images;
    private NDArray labels;
    private int epoch;
    private int index;

    Batch(ImageShape shape, int size) {
        this.shape = shape;
        fullImages = NDArray.of(shape.batchOf(size), new float[size * shape.size()]);
        fullLabels = NDArray.of(Shape.of(size), new int[size]);
        images = fullImages;
        labels = fullLabels;
    }

    /** Makes this batch number {@code index} of epoch {@code epoch}, of so many images. */
    void begin(int epoch, int index, int size) {
        this.epoch = epoch;
        this.index = index;
        if (size == fullLabels.size()) {
            images = fullImages;
            labels = fullLabels;
        } else if (size != labels.size()) { // the last one of an epoch; kept for the next epoch
            images = NDArray.of(shape.batchOf(size), new float[size * shape.size()]);
            labels = NDArray.of(Shape.of(size), new int[size]);
        }
    }

    /** The images: float32, N x C x H x W, normalised. */
    public NDArray images() {
        return images;
    }

    /** The class numbers: int32, N. */
    public NDArray labels() {
        return labels;
    }

    /** The number of images, N. */
    public int size() {
        return labels.size();
    }

    /** Which epoch over the images this is from, counted from 0. */
    public int epoch() {
        return epoch;
    }

    /** Which batch of its epoch this is, counted from 0. */
    public int index() {
        return index;
    }
}
