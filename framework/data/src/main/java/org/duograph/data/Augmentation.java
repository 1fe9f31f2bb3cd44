package org.duograph.data;

import org.duograph.tensor.Philox;

/**
 * A random change to a training image that leaves its class as it is.
 *
 * <p>It is a pure function of the image and of its draws, which are keyed by seed, epoch and image;
 * so results depend neither on threads nor on where a run was resumed.
 */
@FunctionalInterface
public interface Augmentation {
    /** How many draws each image may take. */
    int DRAWS = 16;

    /** Leaves images as they are. */
    Augmentation NONE =
            (shape, pixels, into, random, draw) ->
                    System.arraycopy(pixels, 0, into, 0, shape.size());

    /**
     * Writes the changed image.
     *
     * @param shape the shape of the image
     * @param pixels the image, shape.size() bytes; not to be changed
     * @param into shape.size() bytes, to be written in full
     * @param random the generator of this epoch
     * @param draw the first of this image's {@link #DRAWS} draws
     */
    void apply(ImageShape shape, byte[] pixels, byte[] into, Philox random, long draw);

    /**
     * The usual one for CIFAR-10: 4 pixels of zeros around, a random crop, flipped half the time.
     */
    static Augmentation padCropFlip() {
        return new PadCropFlip(4, true);
    }
}
