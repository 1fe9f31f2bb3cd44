package org.duograph.ops.shape;

import org.duograph.graph.TypeRule;
import org.duograph.ops.view.Strided;
import org.duograph.tensor.Shape;

/** Where elements stand that are named by indices along one axis; negative ones count back. */
public final class Places {
    private Places() {}

    /** Fails unless the indices, input 1, have the rank of X and are not larger beside the axis. */
    static void require(TypeRule.Site site) {
        Shape x = site.shape(0);
        Shape indices = site.shape(1);
        int axis = x.axis(site.attrs().i("axis"));
        boolean fits = x.rank() == indices.rank();
        for (int d = 0; fits && d < x.rank(); d++) {
            fits = d == axis || indices.dim(d) <= x.dim(d);
        }
        site.require(
                fits,
                "indices must have the rank of X, %s, and be no larger but along axis %d, found %s",
                x,
                axis,
                indices);
    }

    /**
     * The place in {@code x} of what each of the indices names.
     *
     * @throws IllegalArgumentException if one names nothing
     */
    static int[] along(int axis, long[] indices, Shape shape, Shape x) {
        int[] places = starts(axis, shape, x);
        int step = x.sizeOf(axis + 1, x.rank());
        for (int at = 0; at < places.length; at++) {
            places[at] += wrapped(at, indices[at], x.dim(axis)) * step;
        }
        return places;
    }

    /**
     * The place in {@code x} of what each of the indices would name if it were 0.
     *
     * @param shape that of the indices
     */
    public static int[] starts(int axis, Shape shape, Shape x) {
        int[] steps = Strided.dense(x);
        int[] places = new int[shape.intSize()];
        int[] index = new int[shape.rank()];
        for (int at = 0; at < places.length; at++) {
            for (int d = 0; d < index.length; d++) {
                places[at] += d == axis ? 0 : index[d] * steps[d];
            }
            for (int d = index.length - 1; d >= 0 && ++index[d] == shape.dim(d); d--) {
                index[d] = 0;
            }
        }
        return places;
    }

    /**
     * Index {@code at}, counted from the start.
     *
     * @param length how many there are along the axis
     * @throws IllegalArgumentException if it names none of them
     */
    public static int wrapped(int at, long index, int length) {
        if (index < -length || index >= length) {
            throw new IllegalArgumentException(
                    "indices[%d] must be from %d to %d, found %d"
                            .formatted(at, -length, length - 1, index));
        }
        return (int) (index < 0 ? index + length : index);
    }
}
