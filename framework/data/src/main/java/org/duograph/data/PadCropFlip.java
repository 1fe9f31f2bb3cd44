package org.duograph.data;

import org.duograph.tensor.Philox;

/**
 * The augmentation that pads an image with zeros, crops it back to its size at a random place, and
 * flips it left to right half the time. Takes draws 0 to 2: rows, columns, flip.
 *
 * <p>Source: He et al., "Deep residual learning for image recognition", CVPR 2016, section 4.2.
 *
 * @param pad pixels of zeros on each side, at least 0
 * @param flip whether to flip at all
 */
public record PadCropFlip(int pad, boolean flip) implements Augmentation {
    public PadCropFlip {
        if (pad < 0) {
            throw new IllegalArgumentException("Padding can't be negative, found " + pad);
        }
    }

    @Override
    public void apply(ImageShape shape, byte[] pixels, byte[] into, Philox random, long draw) {
        int down = random.below(draw, 2 * pad + 1) - pad;
        int right = random.below(draw + 1, 2 * pad + 1) - pad;
        boolean flipped = flip && random.below(draw + 2, 2) == 1;
        int width = shape.width();
        int to = 0;
        for (int c = 0; c < shape.channels(); c++) {
            for (int y = 0; y < shape.height(); y++) {
                boolean inside = y + down >= 0 && y + down < shape.height();
                int row = (c * shape.height() + y + down) * width;
                for (int x = 0; x < width; x++) {
                    int from = (flipped ? width - 1 - x : x) + right;
                    into[to++] = inside && from >= 0 && from < width ? pixels[row + from] : 0;
                }
            }
        }
    }
}
