package org.duograph.ops.view;

import java.util.List;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;

/**
 * Checks that some type rules make; what an operand may hold by itself its {@link
 * org.duograph.graph.ElementTypes} say.
 */
public final class Types {
    private Types() {}

    /** Fails unless inputs {@code i} and {@code j} have the same element type. */
    public static void requireSameDType(TypeRule.Site site, int i, int j) {
        site.require(
                site.in(i).dtype() == site.in(j).dtype(),
                "%s and %s must have the same element type, found %s and %s",
                site.op().inputName(i),
                site.op().inputName(j),
                site.in(i),
                site.in(j));
    }

    /** There are one or more inputs, all of the same type and shape, and so is the output. */
    public static List<ArrayType> allTheSame(TypeRule.Site site) {
        site.require(site.count() > 0, "at least one input is needed, found none");
        for (int i = 1; i < site.count(); i++) {
            requireSameDType(site, 0, i);
            site.requireSameShape(0, i);
        }
        return List.of(site.in(0));
    }
}
