package org.duograph.ops.math;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Value;
import org.duograph.tensor.Shape;

/**
 * How the shapes of two operands A and B are laid over each other to give the shape of Y.
 *
 * <p>With {@code broadcast = 1} (Caffe2's older way) Y has A's shape and B's is found in it as a
 * contiguous block: at the end, or from {@code axis} on, so that one number per channel meets
 * images of N x C x H x W with {@code axis = 1}. Without it shapes meet as in NumPy: aligned at the
 * end, where extents of 1 stretch, in A as well as in B.
 */
public final class Broadcast {
    /** Where B's shape stands in A's. */
    public static final Attr AXIS =
            Attr.ofInt("axis", -1, "The axis of A that B's first axis meets; -1: at the end.");

    /** Whether B's shape is found in A's, and where. */
    public static final List<Attr> ATTRS =
            List.of(
                    Attr.ofInt("broadcast", 0, "1: B's shape is a block of A's; 0: as in NumPy."),
                    AXIS);

    private final Shape y;
    private final int[] aSteps;
    private final int[] bSteps;

    private Broadcast(Shape y, int[] aSteps, int[] bSteps) {
        this.y = y;
        this.aSteps = aSteps;
        this.bSteps = bSteps;
    }

    /** What is done with one element of Y and those of A and B that meet there. */
    public interface Visitor {
        /** Called with the places of the three elements in their arrays. */
        void at(int y, int a, int b);
    }

    /**
     * Lays {@code b} over {@code a} as the attributes {@link #ATTRS} say.
     *
     * @throws IllegalArgumentException if they do not fit
     */
    public static Broadcast of(Attrs attrs, Shape a, Shape b) {
        return attrs.flag("broadcast") ? block(attrs, a, b) : numpy(a, b);
    }

    /** Finds {@code b} in {@code a}; reads the attribute {@link #AXIS}. */
    public static Broadcast block(Attrs attrs, Shape a, Shape b) {
        if (b.size() == 1) {
            return new Broadcast(a, steps(a, a, 0), new int[a.rank()]);
        }
        int axis = axis(attrs, a.rank() - b.rank());
        boolean fits = axis >= 0 && axis + b.rank() <= a.rank();
        for (int i = 0; fits && i < b.rank(); i++) {
            fits = b.dim(i) == 1 || b.dim(i) == a.dim(axis + i);
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "B must be a block of A's shape from axis %d on, found A %s and B %s"
                            .formatted(axis, a, b));
        }
        return new Broadcast(a, steps(a, a, 0), steps(b, a, axis));
    }

    /** Lays {@code b}, of the same rank but with extents of 1, over {@code a}. */
    public static Broadcast ones(Shape a, Shape b) {
        return new Broadcast(a, steps(a, a, 0), steps(b, a, 0));
    }

    private static int axis(Attrs attrs, int end) {
        return attrs.i("axis") == -1 ? end : attrs.int32("axis");
    }

    /**
     * Lays {@code b} over {@code a} as in NumPy.
     *
     * @throws IllegalArgumentException if they do not fit
     */
    public static Broadcast numpy(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] dims = new int[rank];
        for (int i = 0; i < rank; i++) {
            int da = i < rank - a.rank() ? 1 : a.dim(i - rank + a.rank());
            int db = i < rank - b.rank() ? 1 : b.dim(i - rank + b.rank());
            if (da != db && da != 1 && db != 1) {
                throw new IllegalArgumentException(
                        "A and B must have shapes that agree from the end on, but for extents of 1,"
                                + " found A %s and B %s (broadcast = 1 finds B as a block of A)"
                                        .formatted(a, b));
            }
            dims[i] = da == 1 ? db : da;
        }
        Shape y = Shape.of(dims);
        return new Broadcast(y, steps(a, y, rank - a.rank()), steps(b, y, rank - b.rank()));
    }

    /** How far to go in {@code part} for each step along an axis of {@code y}; 0 to stay. */
    private static int[] steps(Shape part, Shape y, int axis) {
        int[] steps = new int[y.rank()];
        for (int i = 0; i < part.rank(); i++) {
            steps[axis + i] = part.dim(i) == 1 ? 0 : part.sizeOf(i + 1, part.rank());
        }
        return steps;
    }

    /** The shape of Y. */
    public Shape y() {
        return y;
    }

    /** A (operand 0) or B (operand 1) with the rank of Y: extents of 1 stand where it stretches. */
    public Shape stretched(int operand) {
        int[] steps = operand == 0 ? aSteps : bSteps;
        int[] dims = y.toArray();
        for (int i = 0; i < dims.length; i++) {
            dims[i] = steps[i] == 0 ? 1 : dims[i];
        }
        return Shape.of(dims);
    }

    /** Visits the elements of Y in order. */
    public void forEach(Visitor visitor) {
        int[] index = new int[y.rank()];
        int a = 0;
        int b = 0;
        for (int at = 0; at < y.intSize(); at++) {
            visitor.at(at, a, b);
            for (int axis = y.rank() - 1; axis >= 0; axis--) {
                index[axis]++;
                a += aSteps[axis];
                b += bSteps[axis];
                if (index[axis] < y.dim(axis)) {
                    break;
                }
                a -= aSteps[axis] * y.dim(axis);
                b -= bSteps[axis] * y.dim(axis);
                index[axis] = 0;
            }
        }
    }

    /** Sums {@code gradient}, of Y's shape, to the shape of input {@code i} of the node. */
    public static Value sumToInput(GradientRule.Site g, int i, Value gradient) {
        if (gradient.shape().equals(g.input(i).shape())) {
            return gradient;
        }
        boolean block = g.op().attrs().containsKey("broadcast") && g.attrs().flag("broadcast");
        Map<String, ?> attrs = block ? g.attrs().sharedWith(SumReduceLike.OP) : Map.of();
        return g.append(SumReduceLike.OP, attrs, gradient, g.input(i));
    }
}
