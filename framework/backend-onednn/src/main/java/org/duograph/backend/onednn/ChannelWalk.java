package org.duograph.backend.onednn;

import org.duograph.backend.onednn.library.DnnlLayout;
import org.duograph.backend.onednn.library.Images;
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
}
