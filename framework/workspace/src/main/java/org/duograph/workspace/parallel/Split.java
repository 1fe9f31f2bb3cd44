package org.duograph.workspace.parallel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A batch divided among devices: which rows each of them gets. The parts are as alike as they can
 * be; where rows are left over, the first devices have one more.
 *
 * <p>A device that would get no row at all computes the first row once more, which then counts for
 * nothing: kernels of batches without rows are a rarity in libraries.
 *
 * @param rows how many rows the batch has
 * @param devices how many devices there are
 */
record Split(int rows, int devices) {
    /**
     * The division of a batch.
     *
     * @param batch arrays by blob, all of as many rows
     * @throws IllegalArgumentException if they have not, or have none
     */
    static Split of(Map<String, NDArray> batch, int devices) {
        Map<String, Integer> rows = new LinkedHashMap<>();
        batch.forEach(
                (blob, array) ->
                        rows.put(blob, array.shape().rank() == 0 ? 0 : array.shape().dim(0)));
        if (rows.values().stream().distinct().count() != 1 || rows.containsValue(0)) {
            throw new IllegalArgumentException(
                    "A batch is divided among devices by rows, and all of its blobs must have as many; found %s"
                            .formatted(rows));
        }
        return new Split(rows.values().iterator().next(), devices);
    }

    /** The first row of a device's part. */
    int from(int device) {
        return Math.min(device, rows % devices) + device * (rows / devices);
    }

    /** How many of its rows count. */
    int counted(int device) {
        return from(device + 1) - from(device);
    }

    /** The rows that a device computes. */
    NDArray part(NDArray array, int device) {
        return counted(device) > 0
                ? array.slice(0, from(device), from(device + 1))
                : array.slice(0, 0, 1);
    }

    /**
     * How much a device's mean counts, where 1 is as much as if all parts were alike: the mean over
     * the batch is the mean over the devices of share times mean.
     */
    float share(int device) {
        return (float) ((double) counted(device) * devices / rows);
    }

    /** What devices have rows of each, as one array. */
    static NDArray join(List<NDArray> parts) {
        ArrayType type = parts.get(0).type();
        List<Integer> dims = new ArrayList<>(type.shape().toList());
        dims.set(0, parts.stream().mapToInt(part -> part.shape().dim(0)).sum());
        NDArray joined = NDArray.zeros(type.withShape(Shape.of(dims)));
        int at = 0;
        for (NDArray part : parts) {
            System.arraycopy(part.data(), 0, joined.data(), at, part.size());
            at += part.size();
        }
        return joined;
    }
}
