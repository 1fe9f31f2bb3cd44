package org.duograph.session.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.logic.And;
import org.duograph.ops.logic.EQ;
import org.duograph.ops.logic.GE;
import org.duograph.ops.logic.IsInf;
import org.duograph.ops.logic.IsNaN;
import org.duograph.ops.logic.Not;
import org.duograph.ops.logic.Or;
import org.duograph.ops.reduce.ReduceMax;
import org.duograph.ops.reduce.TopK;
import org.duograph.ops.shape.Concat;
import org.duograph.ops.shape.Gather;
import org.duograph.ops.shape.GatherNd;
import org.duograph.ops.shape.ScatterNd;
import org.duograph.ops.shape.Transpose;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/** Elements and rows picked and put by their places. */
final class Indices {
    static final List<Operator> OPERATORS = list();

    private Indices() {}

    private static List<Operator> list() {
        List<Operator> all = new ArrayList<>();
        all.add(
                Operator.of(
                        "Gather",
                        "params:Tparams indices:Tindices -> output:Tparams",
                        "validate_indices:bool=true Tparams:type Tindices:type",
                        site -> gather(site, 0)));
        all.add(
                Operator.of(
                        "GatherV2",
                        "params:Tparams indices:Tindices axis:Taxis -> output:Tparams",
                        "batch_dims:int=0 Tparams:type Tindices:type Taxis:type",
                        site -> gather(site, site.numbers(2, "the axis").get(0))));
        all.add(
                Operator.of(
                        "GatherNd",
                        "params:Tparams indices:Tindices -> output:Tparams",
                        "Tparams:type Tindices:type",
                        Lowerings.same(GatherNd.OP)));
        all.add(
                Operator.of(
                        "ScatterNd",
                        "indices:Tindices updates:T shape:Tindices -> output:T",
                        "T:type Tindices:type",
                        site ->
                                site.give(
                                        site.value(
                                                ScatterNd.OP,
                                                Map.of("shape", site.numbers(2, "the shape")),
                                                site.input(0),
                                                site.input(1)))));
        all.add(
                Operator.of(
                        "UnsortedSegmentSum",
                        "data:T segment_ids:Tindices num_segments:Tnumsegments -> output:T",
                        "T:type Tindices:type Tnumsegments:type=int32",
                        Indices::segmentSum));
        all.add(
                Operator.of(
                        "DynamicStitch",
                        "indices:N*int32 data:N*T -> merged:T",
                        "N:int T:type",
                        Indices::stitch));
        all.add(
                Operator.of(
                        "OneHot",
                        "indices:TI depth:int32 on_value:T off_value:T -> output:T",
                        "axis:int=-1 T:type TI:type=int64",
                        Indices::oneHot));
        all.add(
                Operator.of(
                        "InvertPermutation",
                        "x:T -> y:T",
                        "T:type=int32",
                        Indices::invertPermutation));
        all.add(
                Operator.of(
                        "TopKV2",
                        "input:T k:int32 -> values:T indices:int32",
                        "sorted:bool=true T:type",
                        site -> topK(site, site.numbers(1, "k").get(0))));
        all.add(
                Operator.of(
                        "TopK",
                        "input:T -> values:T indices:int32",
                        "k:int sorted:bool=true T:type",
                        site -> topK(site, site.attrs().integer("k"))));
        all.add(
                Operator.of(
                        "InTopK",
                        "predictions:float targets:T -> precision:bool",
                        "k:int T:type=int32",
                        site -> inTopK(site, site.scalar(DType.INT32, site.attrs().integer("k")))));
        all.add(
                Operator.of(
                        "InTopKV2",
                        "predictions:float targets:T k:T -> precision:bool",
                        "T:type=int32",
                        site -> inTopK(site, new Formula(site).cast(site.input(2), DType.INT32))));
        all.add(
                Operator.of(
                        "Where",
                        "input:T -> index:int64",
                        "T:type=bool",
                        site -> {
                            throw new IllegalArgumentException(
                                    "Where without choices gives as many places as the data has, and a run is planned before there are data; choose with Select instead");
                        }));
        return List.copyOf(all);
    }

    /** Rows of the first input, along an axis of it, by the second. */
    static void gather(LoweringSite site, long given) {
        Value params = site.input(0);
        Value indices = site.input(1);
        if (site.attrs().has("batch_dims") && site.attrs().integer("batch_dims") != 0) {
            throw new IllegalArgumentException(
                    "batch_dims must be 0, found %d; use GatherNd"
                            .formatted(site.attrs().integer("batch_dims")));
        }
        int axis = params.shape().axis(given);
        if (axis == 0) {
            site.give(site.value(Gather.OP, Map.of(), params, indices));
            return;
        }
        List<Integer> first = new ArrayList<>(List.of(axis));
        IntStream.range(0, params.shape().rank()).filter(i -> i != axis).forEach(first::add);
        Value rows = site.value(Transpose.OP, Map.of("axes", first), params);
        Value taken = site.value(Gather.OP, Map.of(), rows, indices);
        int more = indices.shape().rank();
        List<Integer> back = new ArrayList<>();
        IntStream.range(0, axis).forEach(i -> back.add(more + i));
        IntStream.range(0, more).forEach(back::add);
        IntStream.range(axis, params.shape().rank() - 1).forEach(i -> back.add(more + i));
        site.give(site.value(Transpose.OP, Map.of("axes", back), taken));
    }

    /** Rows of a segment below zero go nowhere. */
    private static void segmentSum(LoweringSite site) {
        Formula f = new Formula(site);
        Value data = site.input(0);
        Value ids = site.input(1);
        List<Long> shape = new ArrayList<>(List.of(site.numbers(2, "num_segments").get(0)));
        int rank = ids.shape().rank();
        List<Integer> column = new ArrayList<>(ids.shape().toList());
        for (int i = rank; i < data.shape().rank(); i++) {
            shape.add((long) data.shape().dim(i));
            column.add(1);
        }
        Value there = f.of(GE.OP, ids, f.number(ids, 0));
        Value kept = f.where(f.reshape(there, column), data, f.number(data, 0));
        Value places = f.where(there, ids, f.number(ids, 0));
        List<Integer> rows = new ArrayList<>(ids.shape().toList());
        rows.add(1);
        Map<String, ?> attrs = Map.of("shape", shape);
        site.give(site.value(ScatterNd.OP, attrs, f.reshape(places, rows), kept));
    }

    /** Puts rows together by places that are known: of rows for the same place the last stays. */
    private static void stitch(LoweringSite site) {
        Formula f = new Formula(site);
        int n = site.inputCount() / 2;
        List<Long> places = new ArrayList<>();
        List<Value> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            List<Long> mine = site.numbers(i, "indices");
            places.addAll(mine);
            Value data = site.input(n + i);
            List<Integer> shape = new ArrayList<>(List.of(mine.size()));
            Shape all = data.shape();
            shape.addAll(all.toList().subList(site.input(i).shape().rank(), all.rank()));
            rows.add(f.reshape(data, shape));
        }
        long size = places.stream().mapToLong(p -> p + 1).max().orElse(0);
        List<Long> from =
                LongStream.range(0, size).mapToObj(p -> (long) places.lastIndexOf(p)).toList();
        if (from.contains(-1L)) {
            throw new IllegalArgumentException(
                    "indices must name every place below %d, found %s".formatted(size, places));
        }
        Value all = site.append(Concat.OP, Map.of("axis", 0), rows).output(0);
        Value order = Shapes.wholes(site, DType.INT64, from);
        site.give(site.value(Gather.OP, Map.of(), all, order));
    }

    /** Where the indices, with a new axis, are its numbers; those outside are nowhere. */
    private static void oneHot(LoweringSite site) {
        Formula f = new Formula(site);
        Value indices = site.input(0);
        long depth = site.numbers(1, "depth").get(0);
        int rank = indices.shape().rank();
        int axis = (int) site.attrs().integer("axis");
        int at = axis < 0 ? axis + rank + 1 : axis;
        List<Integer> column = new ArrayList<>(indices.shape().toList());
        column.add(at, 1);
        List<Long> line = new ArrayList<>(List.of(depth));
        IntStream.range(at, rank).forEach(i -> line.add(1L));
        List<Long> numbers = LongStream.range(0, depth).boxed().toList();
        Value range = Shapes.wholes(site, indices.type().dtype(), numbers);
        Value hot = f.of(EQ.OP, f.reshape(indices, column), f.reshape(range, line));
        site.give(f.where(hot, site.input(2), site.input(3)));
    }

    private static void invertPermutation(LoweringSite site) {
        Formula f = new Formula(site);
        Value x = site.input(0);
        int size = x.shape().dim(0);
        List<Long> numbers = LongStream.range(0, size).boxed().toList();
        Value range = Shapes.wholes(site, x.type().dtype(), numbers);
        Value places = f.reshape(x, List.of(size, 1));
        site.give(site.value(ScatterNd.OP, Map.of("shape", List.of(size)), places, range));
    }

    private static void topK(LoweringSite site, long k) {
        Value x = site.input(0);
        int rank = x.shape().rank();
        if (rank < 1 || k < 1 || k > x.shape().dim(rank - 1)) {
            throw new IllegalArgumentException(
                    "input must have at least k columns. Had %s, needed %d"
                            .formatted(x.shape(), k));
        }
        Node top = site.append(TopK.OP, Map.of("k", k), List.of(x));
        site.give(top.output(0), new Formula(site).cast(top.output(1), DType.INT32));
    }

    /**
     * Whether fewer than k scores of a row are above that of its target; never if one is not
     * finite.
     */
    private static void inTopK(LoweringSite site, Value k) {
        Formula f = new Formula(site);
        Value scores = site.input(0);
        Value targets = site.input(1);
        int rows = scores.shape().dim(0);
        Value classes = f.number(targets, scores.shape().dim(1));
        Value isClass =
                f.of(And.OP, f.of(GE.OP, targets, f.number(targets, 0)), f.less(targets, classes));
        Value safe = f.where(isClass, targets, f.number(targets, 0));
        List<Long> numbers = LongStream.range(0, rows).boxed().toList();
        Value row = Shapes.wholes(site, targets.type().dtype(), numbers);
        Map<String, ?> columns = Map.of("axis", 1, "add_axis", 1);
        Value places = site.value(Concat.OP, columns, row, safe);
        Value mine = f.reshape(f.of(GatherNd.OP, scores, places), List.of(rows, 1));
        Value better = f.sum(f.cast(f.less(mine, scores), DType.INT32), 1);
        Value odd =
                f.cast(f.of(Or.OP, f.of(IsNaN.OP, scores), f.of(IsInf.OP, scores)), DType.INT32);
        Map<String, ?> byRow = Map.of("axes", List.of(1), "keepdims", 0);
        Value isOdd = f.cast(site.value(ReduceMax.OP, byRow, odd), DType.BOOL);
        Value counts = f.of(And.OP, isClass, f.of(Not.OP, isOdd));
        site.give(f.of(And.OP, counts, f.less(better, k)));
    }
}
