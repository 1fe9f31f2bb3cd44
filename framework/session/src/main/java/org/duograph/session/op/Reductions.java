package org.duograph.session.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.math.Scale;
import org.duograph.ops.math.Sqr;
import org.duograph.ops.reduce.ArgMax;
import org.duograph.ops.reduce.ArgMin;
import org.duograph.ops.reduce.ReduceMean;
import org.duograph.ops.reduce.ReduceSum;
import org.duograph.tensor.DType;

/** Sums, means and places of the largest along axes. */
final class Reductions {
    static final List<Operator> OPERATORS = list();

    private Reductions() {}

    private static List<Operator> list() {
        List<Operator> all = new ArrayList<>();
        all.add(reduce("Sum", ReduceSum.OP));
        all.add(reduce("Mean", ReduceMean.OP));
        all.add(place("ArgMax", ArgMax.OP));
        all.add(place("ArgMin", ArgMin.OP));
        all.add(Operator.of("L2Loss", "t:T -> output:T", "T:type", Reductions::l2Loss));
        return List.copyOf(all);
    }

    private static Operator reduce(String type, OpDef op) {
        return Operator.of(
                type,
                "input:T reduction_indices:Tidx -> output:T",
                "T:type Tidx:type=int32 keep_dims:bool=false",
                site -> {
                    Value x = site.input(0);
                    List<Long> axes = Lowerings.axes(site.numbers(1, "axes to reduce"), x.shape());
                    site.give(fold(site, op, x, axes, site.attrs().flag("keep_dims")));
                });
    }

    /** Folds axes; folding none is the array itself. */
    static Value fold(LoweringSite site, OpDef op, Value x, List<Long> axes, boolean keep) {
        return axes.isEmpty()
                ? x
                : site.value(op, Map.of("axes", axes, "keepdims", keep ? 1 : 0), x);
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
                    DType wanted = site.attrs().dtype("output_type");
                    site.give(
                            at.type().dtype() == wanted
                                    ? at
                                    : site.value(
                                            org.duograph.ops.copy.Cast.OP,
                                            Map.of("to", wanted),
                                            at));
                });
    }

    private static void l2Loss(LoweringSite site) {
        Value squares = site.value(Sqr.OP, Map.of(), site.input(0));
        List<Long> all = new ArrayList<>();
        for (long i = 0; i < squares.shape().rank(); i++) {
            all.add(i);
        }
        Value sum = fold(site, ReduceSum.OP, squares, all, false);
        site.give(site.value(Scale.OP, Map.of("scale", 0.5), sum));
    }
}
