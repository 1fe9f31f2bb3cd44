package org.duograph.ops.segment;

import static org.duograph.ops.segment.Segments.LENGTHS;
import static org.duograph.ops.segment.Segments.SORTED;
import static org.duograph.ops.segment.Segments.UNSORTED;

import java.util.List;
import java.util.function.Supplier;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Rows of a table, looked up and folded to one for each segment: a bag of words becomes the sum, or
 * the mean, of its words' vectors.
 */
public final class LookupFolds {
    private static final NDArray TABLE = NDArray.of(Shape.of(3, 2), 1f, 2, 3, 4, 5, 6);
    private static final NDArray INDICES = NDArray.of(Shape.of(3), 2, 0, 2);
    private static final NDArray DY = NDArray.of(Shape.of(2, 2), 10f, 20, 30, 40);

    /** The gradient of {@link #LENGTHS_SUM}. */
    public static final OpDef LENGTHS_SUM_GRAD_X =
            gradX("SparseLengthsSum", LENGTHS, false, () -> LookupFolds.LENGTHS_SUM);

    /** The sum, of segments that lengths tell. */
    public static final OpDef LENGTHS_SUM =
            fold("SparseLengthsSum", LENGTHS, false, LENGTHS_SUM_GRAD_X);

    /** The gradient of {@link #LENGTHS_MEAN}. */
    public static final OpDef LENGTHS_MEAN_GRAD_X =
            gradX("SparseLengthsMean", LENGTHS, true, () -> LookupFolds.LENGTHS_MEAN);

    /** The mean, of segments that lengths tell. */
    public static final OpDef LENGTHS_MEAN =
            fold("SparseLengthsMean", LENGTHS, true, LENGTHS_MEAN_GRAD_X);

    /** The gradient of {@link #SORTED_SUM}. */
    public static final OpDef SORTED_SUM_GRAD_X =
            gradX("SparseSortedSegmentSum", SORTED, false, () -> LookupFolds.SORTED_SUM);

    /** The sum, of segments whose rows say their numbers, in order. */
    public static final OpDef SORTED_SUM =
            fold("SparseSortedSegmentSum", SORTED, false, SORTED_SUM_GRAD_X);

    /** The gradient of {@link #SORTED_MEAN}. */
    public static final OpDef SORTED_MEAN_GRAD_X =
            gradX("SparseSortedSegmentMean", SORTED, true, () -> LookupFolds.SORTED_MEAN);

    /** The mean, of segments whose rows say their numbers, in order. */
    public static final OpDef SORTED_MEAN =
            fold("SparseSortedSegmentMean", SORTED, true, SORTED_MEAN_GRAD_X);

    /** The gradient of {@link #UNSORTED_SUM}. */
    public static final OpDef UNSORTED_SUM_GRAD_X =
            gradX("SparseUnsortedSegmentSum", UNSORTED, false, () -> LookupFolds.UNSORTED_SUM);

    /** The sum, of segments whose rows say their numbers, in any order. */
    public static final OpDef UNSORTED_SUM =
            fold("SparseUnsortedSegmentSum", UNSORTED, false, UNSORTED_SUM_GRAD_X);

    /** The gradient of {@link #UNSORTED_MEAN}. */
    public static final OpDef UNSORTED_MEAN_GRAD_X =
            gradX("SparseUnsortedSegmentMean", UNSORTED, true, () -> LookupFolds.UNSORTED_MEAN);

    /** The mean, of segments whose rows say their numbers, in any order. */
    public static final OpDef UNSORTED_MEAN =
            fold("SparseUnsortedSegmentMean", UNSORTED, true, UNSORTED_MEAN_GRAD_X);

    private LookupFolds() {}

    private static OpDef fold(String type, Segments by, boolean mean, OpDef gradX) {
        String what = mean ? "takes the mean of" : "adds up";
        float[] y = mean ? new float[] {3, 4, 5, 6} : new float[] {6, 8, 5, 6};
        return new RowFold(by, true, mean)
                .plain(type, gradX)
                .summary("Looks rows up in a table and " + what + " those of each segment.")
                .formula(
                        "Y[s] = "
                                + (mean ? "mean" : "sum")
                                + " of X[indices[i]] over the i of segment s; of none it is 0")
                .example(
                        new Example(
                                by.exampleAttrs(),
                                List.of(TABLE, INDICES, by.example()),
                                List.of(NDArray.of(Shape.of(2, 2), y))))
                .build();
    }

    private static OpDef gradX(String type, Segments by, boolean mean, Supplier<OpDef> op) {
        float[] dX = mean ? new float[] {5, 10, 0, 0, 35, 50} : new float[] {10, 20, 0, 0, 40, 60};
        return new RowFold(by, true, mean)
                .gradientOfPlain(type, op)
                .formula(
                        "dX[indices[i]] += dY[s]"
                                + (mean ? " / rows of s" : "")
                                + ", s the segment of i")
                .example(
                        new Example(
                                by.exampleAttrs(),
                                List.of(DY, INDICES, by.example(), TABLE),
                                List.of(NDArray.of(Shape.of(3, 2), dX))))
                .build();
    }
}
