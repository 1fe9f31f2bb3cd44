package org.duograph.interop.caffe;

import java.util.function.DoubleUnaryOperator;
import org.duograph.tensor.Shape;

/**
 * An array for the plain loops: double numbers, row by row.
 *
 * @param shape its shape
 * @param values as many as the shape says; the record neither copies nor changes them
 */
record Numbers(Shape shape, double[] values) {
    static Numbers zeros(Shape shape) {
        return new Numbers(shape, new double[shape.intSize()]);
    }

    /** The same numbers in another shape of the same size. */
    Numbers in(Shape other) {
        return new Numbers(other, values);
    }

    /** A function of each number. */
    Numbers each(DoubleUnaryOperator f) {
        double[] y = new double[values.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = f.applyAsDouble(values[i]);
        }
        return new Numbers(shape, y);
    }

    /** How many blocks the axes before this one make. */
    int outer(int axis) {
        return shape.sizeOf(0, axis);
    }

    /** How many numbers stand in a block behind this axis. */
    int inner(int axis) {
        return shape.sizeOf(axis + 1, shape.rank());
    }
}
