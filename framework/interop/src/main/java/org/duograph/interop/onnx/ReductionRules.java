package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/** Sums, products, extremes and their places, over axes. */
final class ReductionRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("ReduceSum", plain("ReduceSum", 13)),
                    entry("ReduceMean", plain("ReduceMean", 18)),
                    entry("ReduceMax", plain("ReduceMax", 18)),
                    entry("ReduceMin", plain("ReduceMin", 18)),
                    entry("ReduceProd", plain("ReduceProd", 18)),
                    entry("ReduceL1", of(f -> (x, over) -> over.sum(f.of("Abs", x)))),
                    entry("ReduceL2", of(f -> (x, over) -> f.of("Sqrt", over.sum(f.square(x))))),
                    entry("ReduceSumSquare", of(f -> (x, over) -> over.sum(f.square(x)))),
                    entry("ReduceLogSum", of(f -> (x, over) -> f.of("Log", over.sum(x)))),
                    entry("ReduceLogSumExp", plain("ReduceLogSumExp", 18)),
                    entry("ArgMax", arg("ArgMax")),
                    entry("ArgMin", arg("ArgMin")),
                    entry("CumSum", ReductionRules::cumSum),
                    entry("TopK", ReductionRules::topK));

    private ReductionRules() {}

    /** What is reduced, and how. */
    private record Over(Formula f, List<Integer> axes, boolean keep) {
        Value sum(Value x) {
            return f.reduce("ReduceSum", x, axes, keep);
        }
    }

    /** A formula with a sum in it. */
    private interface Sums {
        Value of(Value x, Over over);
    }

    private static Rule plain(String type, int axesAreInputFrom) {
        return site -> {
            List<Integer> axes = axes(site, axesAreInputFrom);
            if (axes == null) {
                site.give(site.op("Copy", Map.of(), site.in(0)));
            } else {
                boolean keep = site.flag("keepdims", true);
                site.give(new Formula(site).reduce(type, site.in(0), axes, keep));
            }
        };
    }

    private static Rule of(java.util.function.Function<Formula, Sums> formula) {
        return site -> {
            Formula f = new Formula(site);
            List<Integer> axes = axes(site, 18);
            boolean none = axes == null;
            Over over = new Over(f, none ? List.of() : axes, site.flag("keepdims", true));
            Value x = site.in(0);
            if (none) { // each number is reduced alone
                x = f.reshape(x, more(x.shape()));
                over = new Over(f, List.of(x.shape().rank() - 1), false);
            }
            site.give(formula.apply(f).of(x, over));
        };
    }

    private static List<Integer> more(Shape shape) {
        List<Integer> dims = new ArrayList<>(shape.toList());
        dims.add(1);
        return dims;
    }

    /** The axes, all if none are named; null if then nothing is to be done. */
    private static List<Integer> axes(NodeSite site, int inputFrom) {
        Shape x = site.in(0).shape();
        List<Long> given = site.ints("axes");
        if (site.opset() >= inputFrom) {
            given = site.has(1) ? site.wholes(1, "axes") : null;
            if ((given == null || given.isEmpty()) && site.flag("noop_with_empty_axes", false)) {
                return null;
            }
        }
        return given == null || given.isEmpty()
                ? Formula.axes(x.rank())
                : given.stream().map(x::axis).toList();
    }

    /** The last of several stands first when the axis is read backwards. */
    private static Rule arg(String type) {
        return site -> {
            Formula f = new Formula(site);
            Value x = site.in(0);
            int axis = x.shape().axis(site.i("axis", 0));
            int extent = x.shape().dim(axis);
            boolean last = site.flag("select_last_index", false);
            Value from = last ? f.slice(x, axis, extent - 1, extent, -1) : x;
            int keep = site.flag("keepdims", true) ? 1 : 0;
            Value place = site.op(type, Map.of("axis", axis, "keepdims", keep), from);
            site.give(last ? f.minus(f.number(place, extent - 1), place) : place);
        };
    }

    private static void cumSum(NodeSite site) {
        Map<String, ?> attrs =
                Map.of(
                        "axis", site.in(0).shape().axis(site.whole(1, "the axis")),
                        "exclusive", site.i("exclusive", 0),
                        "reverse", site.i("reverse", 0));
        site.give(site.op("CumSum", attrs, site.in(0)));
    }

    private static void topK(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        int axis = x.shape().axis(site.i("axis", -1));
        long k = site.opset() < 10 ? site.i("k", 0) : site.whole(1, "k");
        boolean largest = site.flag("largest", true);
        DType dtype = x.type().dtype();
        if (!largest && dtype.isWhole() && dtype.least() == 0) {
            throw site.refuse("the smallest of %s are not offered; cast them before", x.type());
        }
        Value from = largest ? x : f.negative(x);
        Node top = site.append(OpCatalog.get("TopK"), Map.of("k", k, "axis", axis), List.of(from));
        Value values = top.output(0);
        site.give(largest ? values : f.negative(values), top.output(1));
    }
}
