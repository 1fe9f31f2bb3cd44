package org.duograph.backend.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duograph.tensor.Shape;

/**
 * How a kernel goes through arrays that stand otherwise in memory than in the order in which it
 * goes: stretched, folded. It is the struct {@code Ways} of {@code common.cuh}.
 *
 * <p>Axes next to each other along which all arrays go on alike are one axis: kernels divide once
 * for each.
 */
final class Ways {
    /** Kernels know so many axes. */
    private static final int MOST_AXES = 6;

    /**
     * An axis.
     *
     * @param length its extent
     * @param steps how far to go in each array for a step along it; 0 to stay
     */
    record Axis(int length, List<Integer> steps) {
        /** Both are one where the outer one goes on where the inner one ends, in all arrays. */
        private boolean continuedBy(Axis inner) {
            for (int k = 0; k < steps.size(); k++) {
                if (steps.get(k) != inner.steps.get(k) * inner.length) {
                    return false;
                }
            }
            return true;
        }
    }

    private final int arrays;
    private final long size;
    private final List<Axis> axes;

    private Ways(int arrays, List<Axis> axes) {
        this.arrays = arrays;
        this.axes = merged(axes);
        this.size = axes.stream().mapToLong(Axis::length).reduce(1, (a, b) -> a * b);
    }

    /**
     * Goes through {@code order}, row by row.
     *
     * @param stretched the shapes of the arrays, of the same rank but with extents of 1 where the
     *     array stays where it is
     */
    static Ways of(Shape order, Shape... stretched) {
        List<Axis> axes = new ArrayList<>();
        for (int axis = 0; axis < order.rank(); axis++) {
            List<Integer> steps = new ArrayList<>();
            for (Shape array : stretched) {
                boolean stays = array.dim(axis) == 1;
                steps.add(stays ? 0 : Math.toIntExact(array.sizeOf(axis + 1, array.rank())));
            }
            axes.add(new Axis(order.dim(axis), steps));
        }
        return new Ways(stretched.length, axes);
    }

    private static List<Axis> merged(List<Axis> axes) {
        List<Axis> merged = new ArrayList<>();
        for (Axis axis : axes) {
            int last = merged.size() - 1;
            if (axis.length == 1) {
                continue;
            }
            if (last >= 0 && merged.get(last).continuedBy(axis)) {
                merged.set(last, new Axis(merged.get(last).length * axis.length, axis.steps));
            } else {
                merged.add(axis);
            }
        }
        return merged;
    }

    /** Only the axes along which array {@code k} stays, or only those along which it does not. */
    Ways where(int k, boolean stays) {
        return new Ways(arrays, axes.stream().filter(a -> (a.steps.get(k) == 0) == stays).toList());
    }

    /** The way of one of the arrays alone. */
    Ways only(int k) {
        return new Ways(
                1, axes.stream().map(a -> new Axis(a.length, List.of(a.steps.get(k)))).toList());
    }

    /** How many elements are gone through. */
    long size() {
        return size;
    }

    /** The step of array {@code k} from one element to the next. */
    int innerStep(int k) {
        return axes.isEmpty() ? 0 : axes.get(axes.size() - 1).steps.get(k);
    }

    /** Whether kernels can go such a way: it has not too many axes or elements. */
    boolean isPossible() {
        return axes.size() <= 1 || axes.size() <= MOST_AXES && size <= Integer.MAX_VALUE;
    }

    /** The struct. */
    int[] ints() {
        int[] all = new int[1 + MOST_AXES * (1 + arrays)];
        Arrays.fill(all, 1, 1 + MOST_AXES, 1);
        all[0] = Math.max(1, axes.size());
        for (int axis = 0; axis < axes.size(); axis++) {
            all[1 + axis] = axes.get(axis).length;
            for (int k = 0; k < arrays; k++) {
                all[1 + (1 + k) * MOST_AXES + axis] = axes.get(axis).steps.get(k);
            }
        }
        return all;
    }
}
