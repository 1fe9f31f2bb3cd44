package org.duograph.ops.view;

import org.duograph.tensor.Shape;

/**
 * An array seen as the lines along one of its axes: {@code count} lines of {@code length} elements
 * that stand {@code step} apart.
 */
public record Lines(int count, int length, int step) {
    /** The lines along {@code axis}; negative axes count from the end. */
    public static Lines along(int axis, Shape shape) {
        int a = shape.axis(axis);
        int step = shape.sizeOf(a + 1, shape.rank());
        return new Lines(shape.sizeOf(0, a) * step, shape.dim(a), step);
    }

    /** The place of the first element of line {@code line}; the next stand {@code step} apart. */
    public int start(int line) {
        return line / step * length * step + line % step;
    }

    /** The place of element {@code i} of line {@code line}. */
    public int at(int line, int i) {
        return start(line) + i * step;
    }
}
