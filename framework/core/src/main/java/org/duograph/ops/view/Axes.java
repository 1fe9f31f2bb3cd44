package org.duograph.ops.view;

import java.util.ArrayList;
import java.util.List;
import org.duograph.graph.Attrs;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.Shape;

/** How attributes name dimensions. */
public final class Axes {
    private Axes() {}

    /**
     * A place between dimensions, from 0 (before the first) to the rank (after the last); negative
     * ones count from the end.
     */
    public static int cut(Shape shape, long axis) {
        return axis == shape.rank() ? shape.rank() : shape.axis(axis);
    }

    /** The dimension that the attribute {@code axis} names; negative ones count from the end. */
    public static int axis(Attrs attrs, int rank) {
        int axis = attrs.int32("axis");
        int fromStart = axis < 0 ? axis + rank : axis;
        if (fromStart < 0 || fromStart >= rank) {
            throw new IllegalArgumentException(
                    "axis must be from %d to %d, found %d".formatted(-rank, rank - 1, axis));
        }
        return fromStart;
    }

    /** The different dimensions that attribute {@code dims} lists from 0 on, smallest first. */
    public static List<Integer> sorted(TypeRule.Site site, int rank) {
        List<Integer> all = new ArrayList<>();
        for (long d : site.attrs().ints("dims")) {
            site.require(d >= 0 && d < rank, "dims must be from 0 to %d, found %d", rank - 1, d);
            if (!all.contains((int) d)) {
                all.add((int) d);
            }
        }
        all.sort(null);
        return all;
    }
}
