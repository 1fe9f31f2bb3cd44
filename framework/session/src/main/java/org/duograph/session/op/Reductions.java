package org.duograph.session.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.reduce.ArgMax;
import org.duograph.ops.reduce.ArgMin;
import org.duograph.ops.reduce.CumSum;
import org.duograph.ops.reduce.ReduceMax;
import org.duograph.ops.reduce.ReduceMean;
import org.duograph.ops.reduce.ReduceMin;
import org.duograph.ops.reduce.ReduceProd;
import org.duograph.ops.reduce.ReduceSum;
import org.duograph.tensor.DType;

/** Sums, means, extremes, products along axes, and the places of the largest. */
final class Reductions {
    private static final Map<String, ?> SHARED = Map.of("share", 1);

    static final List<Operator> OPERATORS = list();

    private Reductions() {}

    private static List<Operator> list() {
        List<Operator> all = new ArrayList<>();
        all.add(reduce("Sum", ReduceSum.OP, Map.of()));
        all.add(numbers("Mean", Reductions::mean));
        all.add(reduce("Max", ReduceMax.OP, SHARED));
        all.add(reduce("Min", ReduceMin.OP, SHARED));
        all.add(reduce("Prod", ReduceProd.OP, Map.of()));
        all.add(numbers("EuclideanNorm", Reductions::norm));
        all.add(truths("All", ReduceMin.OP));
        all.add(truths("Any", ReduceMax.OP));
        all.add(place("ArgMax", ArgMax.OP));
        all.add(place("ArgMin", ArgMin.OP));
        all.add(
                Operator.of(
                        "Cumsum",
                        "x:T axis:Tidx -> out:T",
                        "exclusive:bool=false reverse:bool=false T:type Tidx:type=int32",
                        Reductions::cumulated));
        all.add(Operator.of("L2Loss", "t:T -> output:T", "T:type", Reductions::l2Loss));
        return List.copyOf(all);
    }

    private static Operator numbers(String type, Lowering lowering) {
        return Operator.of(
                type,
                "input:T reduction_indices:Tidx -> output:T",
                "keep_dims:bool=false T:type Tidx:type=int32",
                lowering);
    }

    private static Operator reduce(String type, OpDef op, Map<String, ?> attrs) {
        return numbers(type, site -> site.give(fold(site, op, attrs, site.input(0))));
    }

    /** Of truth values: of 0 and 1, for those have an order. */
    private static Operator truths(String type, OpDef op) {
        return Operator.of(
                type,
                "input:bool reduction_indices:Tidx -> output:bool",
                "keep_dims:bool=false Tidx:type=int32",
                site -> {
                    Formula f = new Formula(site);
                    Value numbers = f.cast(site.input(0), DType.INT32);
                    site.give(f.cast(fold(site, op, Map.of(), numbers), DType.BOOL));
                });
    }

    /** Folds the axes that are the second input; folding none is the array itself. */
    private static Value fold(LoweringSite site, OpDef op, Map<String, ?> more, Value x) {
        List<Long> axes = Lowerings.axes(site.numbers(1, "axes to reduce"), x.shape());
        return fold(site, op, more, x, axes, site.attrs().flag("keep_dims"));
    }

    private static Value fold(
            LoweringSite site,
            OpDef op,
            Map<String, ?> more,
            Value x,
            List<Long> axes,
            boolean keep) {
        if (axes.isEmpty()) {
            return x;
        }
        Map<String, Object> attrs = new java.util.HashMap<>(more);
        attrs.put("axes", axes);
        attrs.put("keepdims", keep ? 1 : 0);
        return site.value(op, attrs, x);
    }

    /** The mean over the cross entropies of rows is the loss that the core has. */
    private static void mean(LoweringSite site) {
        LoweringSite rows = site.alone(0, "SparseSoftmaxCrossEntropyWithLogits");
        boolean all = !site.attrs().flag("keep_dims") && site.known(site.input(1)).size() == 1;
        site.give(
                rows != null && all && site.input(0).shape().size() > 0
                        ? Losses.mean(site, rows)
                        : fold(site, ReduceMean.OP, Map.of(), site.input(0)));
    }

    private static void norm(LoweringSite site) {
        Formula f = new Formula(site);
        Value squares = f.square(site.input(0));
        site.give(f.sqrt(fold(site, ReduceSum.OP, Map.of(), squares)));
    }

    private static Operator place(String type, OpDef op) {
        return Operator.of(
                type,
                "input:T dimension:Tidx -> output:output_type",
                "T:type Tidx:type=int32 output_type:type=int64",
                site -> {
                    Value x = site.input(0);
                    long axis = Lowerings.axes(site.numbers(1, "the axis"), x.shape()).get(0);
                    Value at = site.value(op, Map.of("axis", axis, "keepdims", 0), x);
                    site.give(new Formula(site).cast(at, site.attrs().dtype("output_type")));
                });
    }

    private static void cumulated(LoweringSite site) {
        Value x = site.input(0);
        long axis = Lowerings.axes(site.numbers(1, "the axis"), x.shape()).get(0);
        Map<String, ?> attrs =
                Map.of(
                        "axis", axis,
                        "exclusive", site.attrs().flag("exclusive") ? 1 : 0,
                        "reverse", site.attrs().flag("reverse") ? 1 : 0);
        site.give(site.value(CumSum.OP, attrs, x));
    }

    private static void l2Loss(LoweringSite site) {
        Formula f = new Formula(site);
        Value squares = f.square(site.input(0));
        List<Long> all = LongStream.range(0, squares.shape().rank()).boxed().toList();
        site.give(f.times(0.5, fold(site, ReduceSum.OP, Map.of(), squares, all, false)));
    }
}
