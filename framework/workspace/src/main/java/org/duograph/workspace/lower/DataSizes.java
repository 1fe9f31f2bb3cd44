package org.duograph.workspace.lower;

import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.fill.Range;
import org.duograph.tensor.NDArray;

/**
 * Attributes that say how large an output is, which Caffe2 has no arguments for, because it looks
 * at the numbers: how many segments there are, how many rows, how many are wanted. A graph is told
 * them before it runs.
 *
 * <p>They follow from an input whose numbers are known when the net is planned: one that is fed or
 * comes from an init net. The net is planned again where these numbers change.
 */
final class DataSizes {
    private DataSizes() {}

    /**
     * Adds the attribute that says a size, unless it is given.
     *
     * @param operands the operator's inputs; of SparseToDense a third, of which only the rows
     *     count, is dropped
     * @throws LateNumbersException if it follows from numbers that are not known
     */
    static void add(LoweringSite site, OpDef def, Map<String, Object> attrs, List<Value> operands) {
        switch (def.type()) {
            case "SortedSegmentSum",
                    "SortedSegmentMean",
                    "SortedSegmentRangeSum",
                    "SortedSegmentRangeMean",
                    "SortedSegmentRangeMax",
                    "UnsortedSegmentSum",
                    "UnsortedSegmentMean" ->
                    add(site, attrs, operands, "num_segments", 1, DataSizes::count);
            case "SparseSortedSegmentSum",
                    "SparseSortedSegmentMean",
                    "SparseUnsortedSegmentSum",
                    "SparseUnsortedSegmentMean" ->
                    add(site, attrs, operands, "num_segments", 2, DataSizes::count);
            case "SegmentIdsToLengths" ->
                    add(site, attrs, operands, "num_segments", 0, DataSizes::count);
            case "LengthsToSegmentIds", "UnpackSegments" ->
                    add(site, attrs, operands, "rows", 0, n -> each(n).sum());
            case "LengthsTile", "UnpackRNNSequence" ->
                    add(site, attrs, operands, "rows", 1, n -> each(n).sum());
            case "PackSegments" ->
                    add(site, attrs, operands, "max_length", 0, n -> each(n).max().orElse(0));
            case "PackRNNSequence" ->
                    add(site, attrs, operands, "max_length", 1, n -> each(n).max().orElse(0));
            case "SparseToDense" -> {
                if (operands.size() == 3) {
                    Value like = operands.remove(2);
                    if (like.shape().rank() == 0) {
                        throw site.error("its third input must have rows, found " + like.type());
                    }
                    attrs.putIfAbsent("output_first_dim", like.shape().dim(0));
                }
                add(site, attrs, operands, "output_first_dim", 0, DataSizes::count);
            }
            case "BooleanMask" ->
                    add(
                            site,
                            attrs,
                            operands,
                            "count",
                            1,
                            n -> each(n).filter(b -> b != 0).count());
            case "Unique" ->
                    add(site, attrs, operands, "count", 0, n -> each(n).distinct().count());
            case "Range" -> addRange(site, attrs, operands);
            default -> {}
        }
    }

    private static LongStream each(NDArray numbers) {
        return LongStream.range(0, numbers.size()).map(i -> numbers.getWhole((int) i));
    }

    /** One more than the greatest. */
    private static long count(NDArray numbers) {
        return 1 + each(numbers).max().orElse(-1);
    }

    private static void add(
            LoweringSite site,
            Map<String, Object> attrs,
            List<Value> operands,
            String attr,
            int input,
            ToLongFunction<NDArray> size) {
        Object given = attrs.get(attr);
        boolean said = given != null && !given.equals(-1L); // Caffe2 says -1 where it says nothing
        if (!said && input < operands.size()) {
            NDArray numbers = numbers(site, operands, input, attr);
            if (numbers.dtype().isFloating() || numbers.dtype().isText()) {
                attrs.remove(attr); // the operator refuses such an input by its name
            } else {
                attrs.put(attr, size.applyAsLong(numbers));
            }
        }
    }

    private static NDArray numbers(
            LoweringSite site, List<Value> operands, int input, String attr) {
        NDArray numbers = site.known().ofAnySize(operands.get(input));
        if (numbers == null) {
            String blob = site.op().getInput(Math.min(input, site.op().getInputCount() - 1));
            throw new LateNumbersException(
                    ("how large its output is follows from its input \"%s\", whose numbers are not"
                                    + " known before the net runs; give the argument %s, or fill it"
                                    + " by an init net or another net before this one")
                            .formatted(blob, attr));
        }
        return numbers;
    }

    private static void addRange(
            LoweringSite site, Map<String, Object> attrs, List<Value> operands) {
        if (attrs.containsKey("size") || operands.isEmpty() || operands.size() > 3) {
            return;
        }
        double[] bounds = {0, 0, 1};
        for (int i = 0; i < operands.size(); i++) {
            NDArray number = numbers(site, operands, i, "size");
            if (number.size() != 1 || number.dtype().isText()) {
                return; // which the operator refuses
            }
            bounds[operands.size() == 1 ? 1 : i] = number.get(0);
        }
        attrs.put("size", Range.size(bounds[0], bounds[1], bounds[2]));
    }
}
