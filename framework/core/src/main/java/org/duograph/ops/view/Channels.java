package org.duograph.ops.view;

import org.duograph.graph.Attrs;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.Shape;

/**
 * Where the channels of an array stand: element {@code i} of channel {@code c} in block {@code o}
 * is at {@code (o * count + c) * inner + i}.
 *
 * <p>For N x C x H x W there are N blocks, and H * W elements stand together; for N x H x W x C
 * there are N * H * W blocks of single elements.
 *
 * @param outer blocks
 * @param count channels
 * @param inner elements of one channel that stand together
 */
public record Channels(int outer, int count, int inner) {
    /** Reads the attribute {@code channels_last}; the shape has rank 2 or more. */
    public static Channels of(Attrs attrs, Shape shape) {
        int axis = attrs.flag("channels_last") ? shape.rank() - 1 : 1;
        return around(shape, axis);
    }

    /** Takes dimension {@code axis} for the channels. */
    public static Channels around(Shape shape, int axis) {
        return new Channels(
                shape.sizeOf(0, axis), shape.dim(axis), shape.sizeOf(axis + 1, shape.rank()));
    }

    /** Checks that input 0 has channels. */
    public static Channels check(TypeRule.Site site) {
        site.require(
                site.shape(0).rank() >= 2,
                "%s must have at least the dimensions N and C, found %s",
                site.op().inputName(0),
                site.in(0));
        return of(site.attrs(), site.shape(0));
    }

    /** Fails unless input {@code i} has one number per channel. */
    public void requireOnePerChannel(TypeRule.Site site, int i) {
        site.require(
                site.shape(i).equals(Shape.of(count)),
                "%s must have one number per channel (%d), found %s",
                site.op().inputName(i),
                count,
                site.in(i));
    }

    /** The number of elements of one channel. */
    public int each() {
        return outer * inner;
    }

    /** Where channel {@code c} of block {@code o} starts. */
    public int at(int o, int c) {
        return (o * count + c) * inner;
    }
}
