package org.duograph.serving.model;

import java.util.List;
import java.util.stream.Collectors;
import org.duograph.serving.Refusal;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * What a signature takes or gives under one name.
 *
 * @param dtype the type of its elements
 * @param shape its extents, -1 where one is open; null if not even their number is known
 * @param tensor what the model itself calls it: a tensor, or a blob
 */
public record Port(DType dtype, List<Integer> shape, String tensor) {
    /** An extent that requests choose. */
    public static final int OPEN = -1;

    public Port {
        shape = shape == null ? null : List.copyOf(shape);
    }

    /** Whether its rows may come from several requests: its first extent is open. */
    public boolean isBatched() {
        return shape != null && !shape.isEmpty() && shape.get(0) == OPEN;
    }

    /** Its type for a batch of some rows; null if it is not batched or other extents are open. */
    public ArrayType typeOf(int rows) {
        if (!isBatched() || shape.subList(1, shape.size()).contains(OPEN)) {
            return null;
        }
        int[] dims = shape.stream().mapToInt(Integer::intValue).toArray();
        dims[0] = rows;
        return new ArrayType(dtype, Shape.of(dims));
    }

    /**
     * Fails if an array can't be given here.
     *
     * @param name under which it was given
     * @throws Refusal says so
     */
    public void require(String name, NDArray array) {
        if (array.dtype() != dtype || !accepts(array.shape())) {
            throw Refusal.invalid(
                    "Input \"%s\" must be %s %s, found %s %s"
                            .formatted(
                                    name,
                                    dtype.lowerName(),
                                    text(),
                                    array.dtype().lowerName(),
                                    array.shape()));
        }
    }

    private boolean accepts(Shape found) {
        if (shape == null) {
            return true;
        }
        if (found.rank() != shape.size()) {
            return false;
        }
        for (int axis = 0; axis < shape.size(); axis++) {
            if (shape.get(axis) != OPEN && shape.get(axis) != found.dim(axis)) {
                return false;
            }
        }
        return true;
    }

    private String text() {
        return shape == null
                ? "of any shape"
                : shape.stream()
                        .map(extent -> extent == OPEN ? "?" : extent.toString())
                        .collect(Collectors.joining(" x ", "[", "]"));
    }
}
