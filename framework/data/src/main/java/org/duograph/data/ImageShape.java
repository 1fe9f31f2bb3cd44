package org.duograph.data;

import org.duograph.tensor.Shape;

/** The extents of one image in pixels: channels (3 is red, green, blue), height and width. */
public record ImageShape(int channels, int height, int width) {
    /** The shape of a CIFAR-10 image. */
    public static final ImageShape CIFAR10 = new ImageShape(3, 32, 32);

    public ImageShape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "An image needs at least one channel, row and column, but %dx%dx%d was asked for"
                            .formatted(channels, height, width));
        }
        Math.multiplyExact(Math.multiplyExact(channels, height), width);
    }

    /** The number of elements of one image: channels x height x width. */
    public int size() {
        return channels * height * width;
    }

    /** The number of elements of one channel: height x width. */
    public int plane() {
        return height * width;
    }

    /** The shape of {@code count} such images in one array: count x channels x height x width. */
    public Shape batchOf(int count) {
        return Shape.of(count, channels, height, width);
    }

    /** For example {@code 3x32x32}. */
    @Override
    public String toString() {
        return channels + "x" + height + "x" + width;
    }
}
