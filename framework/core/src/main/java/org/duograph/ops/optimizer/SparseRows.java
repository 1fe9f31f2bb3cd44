package org.duograph.ops.optimizer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.shape.Gather;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * What updates of some rows share. A gradient of rows that were looked up is those rows' gradients
 * and their numbers; where a row was looked up more than once, its gradients are summed before
 * anything is done with them, so that the row takes the step that it would take by a dense
 * gradient. (Caffe2 takes a step for each, unless its optimizer sums them first.)
 */
final class SparseRows {
    /** Four lookups of rows of a table of 5, one of them twice. */
    static final Sample.Input INDICES = Sample.whole(DType.INT64, Shape.of(4), 0, 5);

    private SparseRows() {}

    /** What is done with one row. */
    interface Update {
        /**
         * Changes a row.
         *
         * @param from where it begins in the arrays
         * @param gradient its gradient
         */
        void row(int from, double[] gradient);
    }

    /** Fails unless {@code rows} is a row of input {@code table} for each of {@code indices}. */
    static void check(TypeRule.Site site, int table, int indices, int rows) {
        Shape whole = site.shape(table);
        site.require(
                whole.rank() > 0,
                "%s must have rows, found %s",
                site.op().inputName(table),
                site.in(table));
        List<Integer> wanted = new ArrayList<>(site.shape(indices).toList());
        wanted.addAll(whole.toList().subList(1, whole.rank()));
        site.require(
                site.shape(rows).toList().equals(wanted),
                "%s must be %s, a row of %s for each of the indices %s, found %s",
                site.op().inputName(rows),
                Shape.of(wanted),
                site.in(table),
                site.shape(indices),
                site.in(rows));
    }

    /** Copies input {@code i} to output {@code y}, where they are not one array. */
    static void copy(Operands o, int i, int y) {
        System.arraycopy(o.in(i), 0, o.out(y), 0, o.outShape(y).intSize());
    }

    /**
     * Does something with each row that was looked up, once.
     *
     * @param table an input that has all rows
     * @param indices the input with the numbers of rows
     * @param rows the input with the gradients of these rows
     */
    static void each(Operands o, int table, int indices, int rows, Update update) {
        Shape whole = o.inShape(table);
        int size = whole.sizeOf(1, whole.rank());
        long[] numbers = o.wholesIn(indices);
        double[] given = o.in(rows);
        Map<Integer, double[]> sums = new LinkedHashMap<>();
        for (int i = 0; i < o.inShape(indices).intSize(); i++) {
            int row = Gather.row(i, numbers[i], whole.dim(0));
            double[] sum = sums.computeIfAbsent(row, r -> new double[size]);
            for (int k = 0; k < size; k++) {
                sum[k] += given[i * size + k];
            }
        }
        sums.forEach((row, sum) -> update.row(row * size, sum));
    }
}
