package org.duograph.serving.batch;

import java.lang.reflect.Array;
import java.util.List;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/** Puts rows of arrays together and takes them apart again. */
final class Rows {
    private Rows() {}

    /**
     * The rows of several arrays in one, filled up with copies of the last one.
     *
     * @param rows how many there shall be
     */
    static NDArray join(List<NDArray> arrays, int rows) {
        NDArray first = arrays.get(0);
        if (arrays.size() == 1 && first.shape().dim(0) == rows) {
            return first;
        }
        ArrayType type = first.type().withShape(first.shape().with(0, rows));
        Object all = Array.newInstance(type.dtype().arrayClass().getComponentType(), size(type));
        int at = 0;
        for (NDArray array : arrays) {
            System.arraycopy(array.data(), 0, all, at, array.size());
            at += array.size();
        }
        int row = size(type) / rows;
        while (at < size(type)) {
            System.arraycopy(all, at - row, all, at, row);
            at += row;
        }
        return NDArray.wrap(type, all);
    }

    /** Some rows of an array, in one of their own. */
    static NDArray cut(NDArray array, int from, int rows) {
        int all = array.shape().dim(0);
        if (from == 0 && rows == all) {
            return array;
        }
        ArrayType type = array.type().withShape(array.shape().with(0, rows));
        Object data = Array.newInstance(type.dtype().arrayClass().getComponentType(), size(type));
        System.arraycopy(array.data(), from * (array.size() / all), data, 0, size(type));
        return NDArray.wrap(type, data);
    }

    private static int size(ArrayType type) {
        return type.shape().intSize();
    }
}
