package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.util.function.IntToLongFunction;
import org.duograph.backend.HostArrays;
import org.duograph.graph.Node;
import org.duograph.ops.shape.Gather;
import org.duograph.tensor.Shape;

/**
 * The gradients of the rows of a table that were looked up, summed for each row. It keeps one whole
 * number for each row of the table, so to sum takes as long as there are lookups, however long the
 * table is.
 */
final class RowSums {
    private final IntToLongFunction numbers;
    private final FloatBuffer gradients;
    private final int tableRows;
    private final int size;

    /** For each row of the table the place of its sum, from 1 on; 0 where it was not looked up. */
    private final int[] placeOf;

    private final int[] rows; // of each sum
    private final float[] sums;
    private final float[] gradient;
    private int count;

    /**
     * Takes hold of the arrays.
     *
     * @param table an input that has the shape of the table
     * @param indices the input with the numbers of rows
     * @param gradients the input with the gradients of these rows
     */
    RowSums(Node node, HostArrays arrays, int table, int indices, int gradients) {
        Shape whole = node.input(table).shape();
        tableRows = whole.dim(0);
        size = whole.sizeOf(1, whole.rank());
        numbers = IndexKernels.wholes(node, arrays, indices);
        this.gradients = arrays.in(gradients);
        placeOf = new int[tableRows];
        rows = new int[node.input(indices).shape().intSize()];
        sums = new float[rows.length * size];
        gradient = new float[size];
    }

    /** Sums the gradients as they are now. Fails, before anything else, if a row is not there. */
    void sum() {
        for (int k = 0; k < count; k++) {
            placeOf[rows[k]] = 0;
        }
        count = 0;
        for (int i = 0; i < rows.length; i++) {
            int row = Gather.row(i, numbers.applyAsLong(i), tableRows);
            if (placeOf[row] == 0) {
                rows[count++] = row;
                placeOf[row] = count;
                gradients.get(i * size, sums, (count - 1) * size, size);
            } else {
                gradients.get(i * size, gradient, 0, size);
                add(gradient, sums, (placeOf[row] - 1) * size);
            }
        }
    }

    private static void add(float[] x, float[] y, int from) {
        for (int i = 0; i < x.length; i++) {
            y[from + i] += x[i];
        }
    }

    /** How many floats a row has. */
    int size() {
        return size;
    }

    /** How many different rows were looked up. */
    int count() {
        return count;
    }

    /** The number in the table of the row that sum {@code k} is for. */
    int row(int k) {
        return rows[k];
    }

    /** Reads sum {@code k}. */
    void get(int k, float[] sum) {
        System.arraycopy(sums, k * size, sum, 0, size);
    }

    /** Puts something else in the place of sum {@code k}. */
    void put(int k, float[] sum) {
        System.arraycopy(sum, 0, sums, k * size, size);
    }

    /** Writes, for each lookup, what stands in the place of its row's sum. */
    void spread(FloatBuffer to) {
        for (int i = 0; i < rows.length; i++) {
            int place = placeOf[(int) numbers.applyAsLong(i)] - 1;
            to.put(i * size, sums, place * size, size);
        }
    }
}
