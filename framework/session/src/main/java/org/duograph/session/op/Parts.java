package org.duograph.session.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.duograph.graph.Value;
import org.duograph.ops.shape.Concat;
import org.duograph.ops.shape.Pad;
import org.duograph.ops.shape.Slice;
import org.duograph.ops.shape.Split;
import org.duograph.ops.shape.StridedSlice;
import org.duograph.ops.shape.Tile;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Tensors put together, and cut. */
final class Parts {
    static final List<Operator> OPERATORS = list();

    private Parts() {}

    private static List<Operator> list() {
        List<Operator> all = new ArrayList<>();
        all.add(
                Operator.of(
                        "Concat",
                        "concat_dim:int32 values:N*T -> output:T",
                        "N:int T:type",
                        site -> concat(site, site.inputs(1, site.inputCount()), 0)));
        all.add(
                Operator.of(
                        "ConcatV2",
                        "values:N*T axis:Tidx -> output:T",
                        "N:int T:type Tidx:type=int32",
                        site -> {
                            int n = site.inputCount() - 1;
                            concat(site, site.inputs(0, n), n);
                        }));
        all.add(
                Operator.of(
                        "ConcatOffset",
                        "concat_dim:int32 shape:N*int32 -> offset:N*int32",
                        "N:int",
                        Parts::concatOffset));
        all.add(
                Operator.of(
                        "Split",
                        "split_dim:int32 value:T -> output:num_split*T",
                        "num_split:int T:type",
                        site -> split(site, 1, 0, null)));
        all.add(
                Operator.of(
                        "SplitV",
                        "value:T size_splits:Tlen split_dim:int32 -> output:num_split*T",
                        "num_split:int T:type Tlen:type=int64",
                        site -> split(site, 0, 2, site.numbers(1, "the sizes of parts"))));
        all.add(
                Operator.of(
                        "Pack", "values:N*T -> output:T", "N:int T:type axis:int=0", Parts::pack));
        all.add(
                Operator.of(
                        "Unpack",
                        "value:T -> output:num*T",
                        "num:int T:type axis:int=0",
                        Parts::unpack));
        all.add(
                Operator.of(
                        "Slice",
                        "input:T begin:Index size:Index -> output:T",
                        "T:type Index:type",
                        Parts::slice));
        all.add(
                Operator.of(
                        "Tile",
                        "input:T multiples:Tmultiples -> output:T",
                        "T:type Tmultiples:type=int32",
                        Parts::tile));
        all.add(
                Operator.of(
                        "Pad",
                        "input:T paddings:Tpaddings -> output:T",
                        "T:type Tpaddings:type=int32",
                        Parts::pad));
        all.add(
                Operator.of(
                        "PadV2",
                        "input:T paddings:Tpaddings constant_values:T -> output:T",
                        "T:type Tpaddings:type=int32",
                        Parts::pad));
        all.add(
                Operator.of(
                        "MirrorPad",
                        "input:T paddings:Tpaddings -> output:T",
                        "T:type Tpaddings:type=int32 mode:string",
                        Parts::mirrorPad));
        all.add(
                Operator.of(
                        "MirrorPadGrad",
                        "input:T paddings:Tpaddings -> output:T",
                        "T:type Tpaddings:type=int32 mode:string",
                        Parts::mirrorPadGradient));
        all.add(
                Operator.of(
                        "ReverseV2",
                        "tensor:T axis:Tidx -> output:T",
                        "Tidx:type=int32 T:type",
                        site -> reverse(site, site.numbers(1, "axes to reverse"))));
        all.add(
                Operator.of(
                        "Reverse",
                        "tensor:T dims:bool -> output:T",
                        "T:type",
                        site -> {
                            List<Long> dims = site.numbers(1, "which axes to reverse");
                            reverse(
                                    site,
                                    LongStream.range(0, dims.size())
                                            .filter(i -> dims.get((int) i) != 0)
                                            .boxed()
                                            .toList());
                        }));
        return List.copyOf(all);
    }

    private static void concat(LoweringSite site, List<Value> parts, int axisInput) {
        long given = site.numbers(axisInput, "the axis").get(0);
        long axis = Lowerings.axes(List.of(given), parts.get(0).shape()).get(0);
        site.give(site.append(Concat.OP, Map.of("axis", axis), parts).output(0));
    }

    /** Where each part begins in the whole. */
    private static void concatOffset(LoweringSite site) {
        int n = site.inputCount() - 1;
        Value[] offsets = new Value[n];
        long sum = 0;
        for (int i = 0; i < n; i++) {
            List<Long> shape = site.numbers(i + 1, "shapes of parts");
            long given = site.numbers(0, "the axis").get(0);
            int axis = (int) (given < 0 ? given + shape.size() : given);
            List<Long> offset = new ArrayList<>(java.util.Collections.nCopies(shape.size(), 0L));
            offset.set(axis, sum);
            offsets[i] = Shapes.wholes(site, DType.INT32, offset);
            sum += shape.get(axis);
        }
        site.give(offsets);
    }

    /**
     * Cuts a tensor.
     *
     * @param sizes of the parts, of which one may be -1, what is left; null for equal ones
     */
    private static void split(LoweringSite site, int value, int axisInput, List<Long> sizes) {
        Value x = site.input(value);
        int parts = Math.toIntExact(site.attrs().integer("num_split"));
        long axis = Lowerings.axes(site.numbers(axisInput, "the axis"), x.shape()).get(0);
        long extent = x.shape().dim((int) axis);
        List<Long> cut = sizes;
        if (sizes == null && parts > 0 && extent % parts == 0) {
            cut = java.util.Collections.nCopies(parts, extent / parts);
        } else if (sizes != null && sizes.contains(-1L)) {
            long left = extent - sizes.stream().filter(s -> s >= 0).mapToLong(s -> s).sum();
            cut = sizes.stream().map(s -> s < 0 ? left : s).toList();
        }
        if (cut == null || cut.size() != parts) {
            throw new IllegalArgumentException(
                    "Dimension %d of size %d can't be split into %d parts%s"
                            .formatted(axis, extent, parts, sizes == null ? "" : " of " + sizes));
        }
        Map<String, ?> attrs = Map.of("axis", axis, "split", cut);
        site.give(site.append(Split.OP, attrs, List.of(x)).outputs().toArray(Value[]::new));
    }

    private static void pack(LoweringSite site) {
        List<Value> parts = site.inputs(0, site.inputCount());
        int rank = parts.get(0).shape().rank() + 1;
        long axis = site.attrs().integer("axis");
        Map<String, ?> attrs = Map.of("axis", axis < 0 ? axis + rank : axis, "add_axis", 1);
        site.give(site.append(Concat.OP, attrs, parts).output(0));
    }

    private static void unpack(LoweringSite site) {
        Value x = site.input(0);
        long num = site.attrs().integer("num");
        int axis = x.shape().axis(site.attrs().integer("axis"));
        if (x.shape().dim(axis) != num) {
            throw new IllegalArgumentException(
                    "Dimension %d of %s must be num, %d".formatted(axis, x.shape(), num));
        }
        List<Long> ones = java.util.Collections.nCopies((int) num, 1L);
        Map<String, ?> attrs = Map.of("axis", axis, "split", ones, "add_axis", 1);
        site.give(
                num == 0
                        ? new Value[0]
                        : site.append(Split.OP, attrs, List.of(x)).outputs().toArray(Value[]::new));
    }

    private static void slice(LoweringSite site) {
        Value x = site.input(0);
        List<Long> starts = site.numbers(1, "begin");
        List<Long> sizes = site.numbers(2, "size");
        if (starts.size() != x.shape().rank() || sizes.size() != starts.size()) {
            throw new IllegalArgumentException(
                    "Expected begin and size arguments to be 1-D tensors of size %d, but got %d and %d"
                            .formatted(x.shape().rank(), starts.size(), sizes.size()));
        }
        List<Long> ends = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            long extent = x.shape().dim(i);
            long end = sizes.get(i) == -1 ? extent : starts.get(i) + sizes.get(i);
            if (starts.get(i) < 0 || end < starts.get(i) || end > extent) {
                throw new IllegalArgumentException(
                        "Expected begin[%d] in [0, %d] and size[%d] in [0, %d], but got %d and %d"
                                .formatted(
                                        i,
                                        extent,
                                        i,
                                        extent - starts.get(i),
                                        starts.get(i),
                                        sizes.get(i)));
            }
            ends.add(end);
        }
        site.give(site.value(Slice.OP, Map.of("starts", starts, "ends", ends), x));
    }

    private static void tile(LoweringSite site) {
        Value x = site.input(0);
        List<Long> multiples = site.numbers(1, "multiples");
        if (multiples.size() != x.shape().rank()) {
            throw new IllegalArgumentException(
                    "Expected multiples argument to be a vector of length %d but got length %d"
                            .formatted(x.shape().rank(), multiples.size()));
        }
        for (int axis = 0; axis < multiples.size(); axis++) {
            if (multiples.get(axis) != 1) {
                x = site.value(Tile.OP, Map.of("tiles", multiples.get(axis), "axis", axis), x);
            }
        }
        site.give(x);
    }

    /** The widths of a border: of each dimension that before it and that after it. */
    private static List<List<Long>> borders(LoweringSite site) {
        List<Long> paddings = site.numbers(1, "paddings");
        Shape x = site.input(0).shape();
        if (paddings.size() != 2 * x.rank()) {
            throw new IllegalArgumentException(
                    "The first dimension of paddings must be the rank of inputs, %s; found %d numbers"
                            .formatted(x, paddings.size()));
        }
        List<Long> before = new ArrayList<>();
        List<Long> after = new ArrayList<>();
        for (int i = 0; i < paddings.size(); i += 2) {
            before.add(paddings.get(i));
            after.add(paddings.get(i + 1));
        }
        return List.of(before, after);
    }

    /** A border of a number that is known, or is put where a border of true is. */
    private static void pad(LoweringSite site) {
        Formula f = new Formula(site);
        Value x = site.input(0);
        List<List<Long>> borders = borders(site);
        Map<String, ?> attrs = Map.of("before", borders.get(0), "after", borders.get(1));
        Value padded = site.value(Pad.OP, attrs, x);
        NDArray number = site.inputCount() < 3 ? null : site.known(site.input(2));
        if (site.inputCount() > 2 && (number == null || number.get(0) != 0)) {
            Value inside = f.filled(DType.BOOL, x.shape(), 1);
            padded = f.where(site.value(Pad.OP, attrs, inside), padded, site.input(2));
        }
        site.give(padded);
    }

    private static void mirrorPad(LoweringSite site) {
        site.give(mirrored(site, site.input(0)));
    }

    /** What is inside gets its own gradient, and those of its images. */
    private static void mirrorPadGradient(LoweringSite site) {
        Value dY = site.input(0);
        List<List<Long>> borders = borders(site);
        List<Long> inside = new ArrayList<>();
        for (int axis = 0; axis < dY.shape().rank(); axis++) {
            inside.add(dY.shape().dim(axis) - borders.get(0).get(axis) - borders.get(1).get(axis));
        }
        Value x = new Formula(site).filled(dY.type().dtype(), Shape.of(inside), 0);
        Map<Value, Value> seeds = Map.of(mirrored(site, x), dY);
        site.give(site.differentiate(seeds, List.of(x), Set.of()).get(x));
    }

    /** A border that mirrors what is inside, the edge itself too if the mode is SYMMETRIC. */
    private static Value mirrored(LoweringSite site, Value x) {
        boolean edge = site.attrs().text("mode").equals("SYMMETRIC");
        List<List<Long>> borders = borders(site);
        for (int axis = 0; axis < x.shape().rank(); axis++) {
            long before = borders.get(0).get(axis);
            long after = borders.get(1).get(axis);
            long last = x.shape().dim(axis) - 1;
            long most = edge ? last + 1 : last;
            if (before > most || after > most) {
                throw new IllegalArgumentException(
                        "paddings must be no greater than the dimension size: %d, %d greater than %d"
                                .formatted(before, after, most));
            }
            List<Value> parts = new ArrayList<>();
            if (before > 0) {
                parts.add(backwards(site, x, axis, edge ? before - 1 : before, before));
            }
            parts.add(x);
            if (after > 0) {
                parts.add(backwards(site, x, axis, edge ? last : last - 1, after));
            }
            if (parts.size() > 1) {
                x = site.append(Concat.OP, Map.of("axis", axis), parts).output(0);
            }
        }
        return x;
    }

    /** Some of an axis, from {@code start} on backwards. */
    private static Value backwards(LoweringSite site, Value x, int axis, long start, long count) {
        List<Long> starts = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        List<Long> steps = new ArrayList<>();
        for (int i = 0; i < x.shape().rank(); i++) {
            starts.add(i == axis ? start : 0);
            counts.add(i == axis ? count : x.shape().dim(i));
            steps.add(i == axis ? -1L : 1L);
        }
        Map<String, ?> attrs = Map.of("starts", starts, "counts", counts, "steps", steps);
        return site.value(StridedSlice.OP, attrs, x);
    }

    private static void reverse(LoweringSite site, List<Long> axes) {
        Value x = site.input(0);
        for (long axis : Lowerings.axes(axes, x.shape())) {
            int extent = x.shape().dim((int) axis);
            x = backwards(site, x, (int) axis, Math.max(0, extent - 1), extent);
        }
        site.give(x);
    }
}
