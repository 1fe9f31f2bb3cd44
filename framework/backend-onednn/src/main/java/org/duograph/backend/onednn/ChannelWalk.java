package org.duograph.backend.onednn;

import java.nio.FloatBuffer;
import org.duograph.tensor.Shape;

/**
 * How the channels of an array stand in memory: {@code outer} images, each {@code groups} groups of
 * {@code block} channels, each group {@code inner} pixels of {@code block} neighbouring numbers.
 *
 * <p>Plain NCHW is groups = C, block = 1; NHWC is groups = 1, block = C; nChw8c is groups = C / 8,
 * block = 8.
 */
record ChannelWalk(int outer, int groups, int inner, int block, int channels) {
    /** The walk over a plain array. */
    static ChannelWalk plain(Shape shape, int axis) {
        int outer = shape.sizeOf(0, axis);
        int c = shape.dim(axis);
        int inner = shape.sizeOf(axis + 1, shape.rank());
        return inner == 1
                ? new ChannelWalk(outer, 1, 1, c, c)
                : new ChannelWalk(outer, c, inner, 1, c);
    }

    /** The walk over a layout, or null where it stands in no such order. */
    static ChannelWalk over(DnnlLayout layout, Shape shape, int axis) {
        if (layout.isPlain()) {
            return plain(shape, axis);
        }
        Images.Format format = Images.Format.of(layout);
        if (axis != 1 || shape.rank() != 4 || format == null || !layout.isOfItsShape()) {
            return null;
        }
        int c = shape.dim(1);
        int inner = shape.dim(2) * shape.dim(3);
        int block = format == Images.Format.CHANNELS_LAST ? c : format.block();
        return new ChannelWalk(shape.dim(0), (c + block - 1) / block, inner, block, c);
    }

    /**
     * Sums each channel.
     *
     * @param sums receives one number per channel
     * @param partial room for {@code block} numbers
     */
    void sum(FloatBuffer x, FloatBuffer sums, float[] partial) {
        for (int g = 0; g < groups; g++) {
            int width = Math.min(block, channels - g * block);
            for (int i = 0; i < width; i++) {
                sums.put(g * block + i, 0);
            }
            for (int n = 0; n < outer; n++) {
                int at = (n * groups + g) * inner * block;
                if (block == 1) {
                    partial[0] = sumOf(x, at, inner);
                } else {
                    sumBlocks(x, at, partial);
                }
                for (int i = 0; i < width; i++) {
                    sums.put(g * block + i, sums.get(g * block + i) + partial[i]);
                }
            }
        }
    }

    private static float sumOf(FloatBuffer x, int at, int count) {
        float a = 0; // four sums: shorter chains of additions, and more exact
        float b = 0;
        float c = 0;
        float d = 0;
        int i = at;
        for (int end = at + (count & ~3); i < end; i += 4) {
            a += x.get(i);
            b += x.get(i + 1);
            c += x.get(i + 2);
            d += x.get(i + 3);
        }
        for (int end = at + count; i < end; i++) {
            a += x.get(i);
        }
        return (a + b) + (c + d);
    }

    private void sumBlocks(FloatBuffer x, int start, float[] partial) {
        java.util.Arrays.fill(partial, 0);
        int at = start;
        for (int p = 0; p < inner; p++) {
            for (int i = 0; i < block; i++) {
                partial[i] += x.get(at++);
            }
        }
    }
}
