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

/** Rows folded to one for each segment: sums, means and maxima. */
public final class SegmentFolds {
    private static final NDArray X = NDArray.of(Shape.of(3, 2), 1f, 20, 5, 4, 7, 8);
    private static final NDArray LARGEST = folded(5, 20, 7, 8);
    private static final NDArray DY = folded(10, 20, 30, 40);

    /** The gradient of {@link #LENGTHS_SUM}. */
    public static final OpDef LENGTHS_SUM_GRAD_X =
            gradientOfSum("LengthsSum", LENGTHS, () -> SegmentFolds.LENGTHS_SUM);

    /** The sum, of segments that lengths tell. */
    public static final OpDef LENGTHS_SUM = sum("LengthsSum", LENGTHS, LENGTHS_SUM_GRAD_X);

    /** The gradient of {@link #LENGTHS_MEAN}. */
    public static final OpDef LENGTHS_MEAN_GRAD_X =
            gradientOfMean("LengthsMean", LENGTHS, () -> SegmentFolds.LENGTHS_MEAN);

    /** The mean, of segments that lengths tell. */
    public static final OpDef LENGTHS_MEAN = mean("LengthsMean", LENGTHS, LENGTHS_MEAN_GRAD_X);

    /** The gradient of {@link #LENGTHS_MAX}. */
    public static final OpDef LENGTHS_MAX_GRAD_X =
            gradientOfMax(
                    "LengthsMax",
                    LENGTHS,
                    () -> SegmentFolds.LENGTHS_SUM,
                    () -> SegmentFolds.LENGTHS_SUM_GRAD_X);

    /** The maximum, of segments that lengths tell. */
    public static final OpDef LENGTHS_MAX = max("LengthsMax", LENGTHS, LENGTHS_MAX_GRAD_X);

    /** The gradient of {@link #SORTED_SUM}. */
    public static final OpDef SORTED_SUM_GRAD_X =
            gradientOfSum("SortedSegmentSum", SORTED, () -> SegmentFolds.SORTED_SUM);

    /** The sum, of segments whose rows say their numbers, in order. */
    public static final OpDef SORTED_SUM = sum("SortedSegmentSum", SORTED, SORTED_SUM_GRAD_X);

    /** The gradient of {@link #SORTED_MEAN}. */
    public static final OpDef SORTED_MEAN_GRAD_X =
            gradientOfMean("SortedSegmentMean", SORTED, () -> SegmentFolds.SORTED_MEAN);

    /** The mean, of segments whose rows say their numbers, in order. */
    public static final OpDef SORTED_MEAN = mean("SortedSegmentMean", SORTED, SORTED_MEAN_GRAD_X);

    /** The gradient of {@link #SORTED_RANGE_SUM}. */
    public static final OpDef SORTED_RANGE_SUM_GRAD_X =
            gradientOfSum("SortedSegmentRangeSum", SORTED, () -> SegmentFolds.SORTED_RANGE_SUM);

    /** The sum, the same by the name of Caffe2's faster kernel. */
    public static final OpDef SORTED_RANGE_SUM =
            sum("SortedSegmentRangeSum", SORTED, SORTED_RANGE_SUM_GRAD_X);

    /** The gradient of {@link #SORTED_RANGE_MEAN}. */
    public static final OpDef SORTED_RANGE_MEAN_GRAD_X =
            gradientOfMean("SortedSegmentRangeMean", SORTED, () -> SegmentFolds.SORTED_RANGE_MEAN);

    /** The mean, the same by the name of Caffe2's faster kernel. */
    public static final OpDef SORTED_RANGE_MEAN =
            mean("SortedSegmentRangeMean", SORTED, SORTED_RANGE_MEAN_GRAD_X);

    /** The gradient of {@link #SORTED_RANGE_MAX}. */
    public static final OpDef SORTED_RANGE_MAX_GRAD_X =
            gradientOfMax(
                    "SortedSegmentRangeMax",
                    SORTED,
                    () -> SegmentFolds.SORTED_RANGE_SUM,
                    () -> SegmentFolds.SORTED_RANGE_SUM_GRAD_X);

    /** The maximum, the same by the name of Caffe2's faster kernel. */
    public static final OpDef SORTED_RANGE_MAX =
            max("SortedSegmentRangeMax", SORTED, SORTED_RANGE_MAX_GRAD_X);

    /** The gradient of {@link #UNSORTED_SUM}. */
    public static final OpDef UNSORTED_SUM_GRAD_X =
            gradientOfSum("UnsortedSegmentSum", UNSORTED, () -> SegmentFolds.UNSORTED_SUM);

    /** The sum, of segments whose rows say their numbers, in any order. */
    public static final OpDef UNSORTED_SUM =
            sum("UnsortedSegmentSum", UNSORTED, UNSORTED_SUM_GRAD_X);

    /** The gradient of {@link #UNSORTED_MEAN}. */
    public static final OpDef UNSORTED_MEAN_GRAD_X =
            gradientOfMean("UnsortedSegmentMean", UNSORTED, () -> SegmentFolds.UNSORTED_MEAN);

    /** The mean, of segments whose rows say their numbers, in any order. */
    public static final OpDef UNSORTED_MEAN =
            mean("UnsortedSegmentMean", UNSORTED, UNSORTED_MEAN_GRAD_X);

    private SegmentFolds() {}

    private static NDArray folded(float... rows) {
        return NDArray.of(Shape.of(2, 2), rows);
    }

    private static NDArray rows(float... rows) {
        return NDArray.of(Shape.of(3, 2), rows);
    }

    private static OpDef sum(String type, Segments by, OpDef gradX) {
        List<NDArray> inputs = List.of(X, by.example());
        return new SegmentFold(by)
                .sum(type, gradX)
                .example(new Example(by.exampleAttrs(), inputs, List.of(folded(6, 24, 7, 8))))
                .build();
    }

    private static OpDef gradientOfSum(String type, Segments by, Supplier<OpDef> op) {
        List<NDArray> inputs = List.of(DY, by.example(), X);
        List<NDArray> dX = List.of(rows(10, 20, 10, 20, 30, 40));
        return new SegmentFold(by)
                .gradientOfSum(type, op)
                .example(new Example(by.exampleAttrs(), inputs, dX))
                .build();
    }

    private static OpDef mean(String type, Segments by, OpDef gradX) {
        List<NDArray> inputs = List.of(X, by.example());
        return new SegmentFold(by)
                .mean(type, gradX)
                .example(new Example(by.exampleAttrs(), inputs, List.of(folded(3, 12, 7, 8))))
                .build();
    }

    private static OpDef gradientOfMean(String type, Segments by, Supplier<OpDef> op) {
        List<NDArray> inputs = List.of(DY, by.example(), X);
        List<NDArray> dX = List.of(rows(5, 10, 5, 10, 30, 40));
        return new SegmentFold(by)
                .gradientOfMean(type, op)
                .example(new Example(by.exampleAttrs(), inputs, dX))
                .build();
    }

    private static OpDef max(String type, Segments by, OpDef gradX) {
        List<NDArray> inputs = List.of(X, by.example());
        return new SegmentFold(by)
                .max(type, gradX)
                .example(new Example(by.exampleAttrs(), inputs, List.of(LARGEST)))
                .build();
    }

    private static OpDef gradientOfMax(
            String type, Segments by, Supplier<OpDef> sum, Supplier<OpDef> gradSum) {
        List<NDArray> inputs = List.of(X, LARGEST, DY, by.example());
        List<NDArray> dX = List.of(rows(0, 20, 10, 0, 30, 40));
        return new SegmentFold(by)
                .gradientOfMax(type, sum, gradSum)
                .example(new Example(by.exampleAttrs(), inputs, dX))
                .build();
    }
}
