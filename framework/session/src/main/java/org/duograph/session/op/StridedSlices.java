package org.duograph.session.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.ops.shape.Slice;
import org.duograph.ops.shape.StridedSlice;
import org.duograph.tensor.Shape;

/** Python's {@code x[1:, ..., ::-1, new, 3]}, and its gradient. */
final class StridedSlices {
    private static final String MASKS =
            "T:type Index:type begin_mask:int=0 end_mask:int=0 ellipsis_mask:int=0 new_axis_mask:int=0 shrink_axis_mask:int=0";

    static final List<Operator> OPERATORS =
            List.of(
                    Operator.of(
                            "StridedSlice",
                            "input:T begin:Index end:Index strides:Index -> output:T",
                            MASKS,
                            StridedSlices::slice),
                    Operator.of(
                            "StridedSliceGrad",
                            "shape:Index begin:Index end:Index strides:Index dy:T -> output:T",
                            MASKS,
                            StridedSlices::gradient));

    private StridedSlices() {}

    /**
     * What is taken, of each dimension.
     *
     * @param result the shape without the axes that shrink, with those that are new
     */
    private record Box(List<Long> starts, List<Long> counts, List<Long> steps, List<Long> result) {
        static Box empty() {
            return new Box(
                    new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        void add(long start, long count, long step) {
            starts.add(start);
            counts.add(count);
            steps.add(step);
        }

        void addAll(long extent) {
            add(0, extent, 1);
            result.add(extent);
        }

        Map<String, ?> attrs() {
            return Map.of("starts", starts, "counts", counts, "steps", steps);
        }
    }

    private static boolean bit(LoweringSite site, String mask, int i) {
        return (site.attrs().integer(mask) >> i & 1) != 0;
    }

    /** Reads the masks against a shape. */
    private static Box box(LoweringSite site, Shape x) {
        List<Long> begin = site.numbers(1, "begin");
        List<Long> end = site.numbers(2, "end");
        List<Long> strides = site.numbers(3, "strides");
        int named = 0;
        for (int i = 0; i < begin.size(); i++) {
            boolean ellipsis = bit(site, "ellipsis_mask", i);
            named += ellipsis || bit(site, "new_axis_mask", i) ? 0 : 1;
        }
        if (named > x.rank()) {
            throw new IllegalArgumentException(
                    "Index out of range using input dim %d; input has only %d dims"
                            .formatted(x.rank(), x.rank()));
        }
        Box box = Box.empty();
        for (int i = 0; i < begin.size(); i++) {
            if (bit(site, "ellipsis_mask", i)) {
                for (int left = x.rank() - named; left > 0; left--) {
                    box.addAll(x.dim(box.starts.size()));
                }
            } else if (bit(site, "new_axis_mask", i)) {
                box.result.add(1L);
            } else {
                addOne(
                        site,
                        box,
                        i,
                        x.dim(box.starts.size()),
                        begin.get(i),
                        end.get(i),
                        strides.get(i));
            }
        }
        while (box.starts.size() < x.rank()) {
            box.addAll(x.dim(box.starts.size()));
        }
        return box;
    }

    private static void addOne(
            LoweringSite site, Box box, int i, long extent, long begin, long end, long step) {
        if (step == 0) {
            throw new IllegalArgumentException("strides[" + i + "] must be non-zero");
        }
        long first = step > 0 ? 0 : extent - 1;
        if (bit(site, "shrink_axis_mask", i)) {
            long at = begin < 0 ? begin + extent : begin;
            if (at < 0 || at >= extent) {
                throw new IllegalArgumentException(
                        "slice index %d of dimension %d out of bounds."
                                .formatted(begin, box.starts.size()));
            }
            box.add(at, 1, 1);
            return;
        }
        long start = bit(site, "begin_mask", i) ? first : bound(begin, extent, step);
        long stop = bit(site, "end_mask", i) ? (step > 0 ? extent : -1) : bound(end, extent, step);
        long count = Math.max(0, (stop - start + step - Long.signum(step)) / step);
        box.add(count == 0 ? 0 : start, count, step);
        box.result.add(count);
    }

    /** A bound that counts from the end if negative, moved to where there are elements. */
    private static long bound(long index, long extent, long step) {
        long at = index < 0 ? index + extent : index;
        return step > 0
                ? Math.max(0, Math.min(extent, at))
                : Math.max(-1, Math.min(extent - 1, at));
    }

    private static void slice(LoweringSite site) {
        Value x = site.input(0);
        Box box = box(site, x.shape());
        Value taken = x;
        if (box.steps.stream().allMatch(step -> step == 1)) {
            List<Long> ends = new ArrayList<>();
            for (int i = 0; i < box.starts.size(); i++) {
                ends.add(box.starts.get(i) + box.counts.get(i));
            }
            taken = site.value(Slice.OP, Map.of("starts", box.starts, "ends", ends), x);
        } else {
            taken = site.value(StridedSlice.OP, box.attrs(), x);
        }
        site.give(new Formula(site).reshape(taken, box.result));
    }

    private static void gradient(LoweringSite site) {
        Formula f = new Formula(site);
        Value dy = site.input(4);
        Shape x = Shape.of(site.numbers(0, "the shape"));
        Box box = box(site, x);
        Value taken = f.reshape(dy, box.counts);
        Value like = f.filled(dy.type().dtype(), x, 0);
        site.give(site.value(StridedSlice.GRAD_X, box.attrs(), taken, like));
    }
}
