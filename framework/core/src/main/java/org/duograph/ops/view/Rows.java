package org.duograph.ops.view;

import org.duograph.graph.Attr;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.Shape;

/**
 * An array seen as a matrix: {@code n} rows, one per image say, of {@code d} numbers, one per class
 * say.
 */
public record Rows(int n, int d) {
    /** The attribute that says where rows begin. */
    public static final Attr AXIS =
            Attr.ofInt("axis", 1, "Axes before this one are rows, the others stand in a row.");

    /** Rows are all axes before {@code axis}; negative axes count from the end. */
    public static Rows at(int axis, Shape shape) {
        int split = shape.axis(axis);
        return new Rows(shape.sizeOf(0, split), shape.sizeOf(split, shape.rank()));
    }

    /** Rows as the attribute {@link #AXIS} says of input {@code i}. */
    public static Rows byAxis(Operands o, int i) {
        return at(o.attrs().int32("axis"), o.inShape(i));
    }

    /** Rows are the first axis; a vector is one row. */
    public static Rows first(Shape shape) {
        return shape.rank() == 1 ? new Rows(1, shape.dim(0)) : at(1, shape);
    }

    /** Fails unless input {@code label} holds one whole number for each of the rows. */
    public void requireLabels(TypeRule.Site site, int label) {
        site.require(
                site.shape(label).size() == n,
                "%s must hold one number for each of %d rows, found %s",
                site.op().inputName(label),
                n,
                site.in(label));
    }

    /** The place of the class that {@code label} names in row {@code row}. */
    public int place(int row, long[] label) {
        return place(row, label[row]);
    }

    /**
     * The place of class {@code label} in row {@code row}.
     *
     * @throws IllegalArgumentException if there is no such class
     */
    public int place(int row, long label) {
        if (label < 0 || label >= d) {
            throw new IllegalArgumentException(
                    "Labels must be from 0 to %d, found %d in row %d".formatted(d - 1, label, row));
        }
        return row * d + (int) label;
    }
}
